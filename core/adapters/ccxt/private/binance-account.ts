import {
  type ClientOrderId,
  type ClockReading,
  exchangeId,
  type Instrument,
  type InstrumentId,
  required,
  type VenueOrderId,
} from '../../../domain/index.ts'
import {
  type AssetBalance,
  type KeyPermissions,
  type TradesFrom,
  type VenueAccount,
  type VenueOrder,
  VenueReadError,
  type VenueTrade,
} from '../../../ports/index.ts'
import type { Clock } from '../../../ports/index.ts'
import { readVenueClock } from '../clock-reading.ts'
import { type BinanceWire, followingTrade } from './binance-wire.ts'
import { CODES, refusalIn } from './refusals.ts'
import type { SignedCall } from './signed-exchange.ts'
import type { SignedRest } from './signed-rest.ts'

const PAGE = 1_000

export interface BinanceAccountOptions {
  readonly rest: SignedRest
  readonly wire: BinanceWire
  readonly instruments: ReadonlyMap<InstrumentId, Instrument>
  readonly clock: Clock
  /** The venue says that our time is wrong. */
  readonly onWrongClock: () => void
}

export class BinanceAccount implements VenueAccount {
  readonly #options: BinanceAccountOptions

  constructor(options: BinanceAccountOptions) {
    this.#options = options
  }

  balances(): Promise<readonly AssetBalance[]> {
    const { wire } = this.#options
    return this.#read('privateGetAccount', { omitZeroBalances: 'true' }, (text) => wire.balances(text))
  }

  openOrders(): Promise<readonly VenueOrder[]> {
    const { wire } = this.#options
    return this.#read('privateGetOpenOrders', {}, (text) => wire.orders(text))
  }

  permissions(): Promise<KeyPermissions> {
    const { wire } = this.#options
    return this.#read('sapiGetAccountApiRestrictions', {}, (text) => wire.permissions(text))
  }

  async trades(instrument: InstrumentId, from: TradesFrom): Promise<readonly VenueTrade[]> {
    const found: VenueTrade[] = []
    let page: Record<string, string> =
      'after' in from ? { fromId: followingTrade(from.after) } : { startTime: String(from.since) }
    for (;;) {
      const trades = await this.#tradesPage(instrument, page)
      found.push(...trades)
      const last = trades.at(-1)
      if (trades.length < PAGE || last === undefined) return found
      page = { fromId: followingTrade(last.fillId) }
    }
  }

  order(instrument: InstrumentId, clientOrderId: ClientOrderId): Promise<VenueOrder | undefined> {
    return this.#find(instrument, { origClientOrderId: clientOrderId })
  }

  orderById(instrument: InstrumentId, orderId: VenueOrderId): Promise<VenueOrder | undefined> {
    return this.#find(instrument, { orderId })
  }

  async clock(): Promise<ClockReading> {
    const { rest, clock } = this.#options
    try {
      const reading = await readVenueClock(() => rest.askTime())
      return { exchange: exchangeId('binance'), ...reading, at: clock.now() }
    } catch (error) {
      throw new VenueReadError(
        'silence',
        `the venue's clock cannot be read (${error instanceof Error ? error.constructor.name : 'failure'})`,
      )
    }
  }

  #tradesPage(instrument: InstrumentId, page: Readonly<Record<string, string>>): Promise<readonly VenueTrade[]> {
    const params = { symbol: this.#symbol(instrument), limit: String(PAGE), ...page }
    return this.#read('privateGetMyTrades', params, (text) => this.#options.wire.trades(text))
  }

  async #find(instrument: InstrumentId, by: Readonly<Record<string, string>>): Promise<VenueOrder | undefined> {
    try {
      const params = { symbol: this.#symbol(instrument), ...by }
      return await this.#read('privateGetOrder', params, (text) => this.#options.wire.order(text))
    } catch (error) {
      if (error instanceof VenueReadError && error.code === String(CODES.noSuchOrder)) return undefined
      throw error
    }
  }

  #symbol(instrument: InstrumentId): string {
    return required(this.#options.instruments.get(instrument), `${instrument} is traded here`).venueSymbol
  }

  async #read<T>(name: SignedCall, params: Readonly<Record<string, string>>, read: (text: string) => T | undefined): Promise<T> {
    const { rest } = this.#options
    // What tells whether the books are right goes before market data.
    const asked = await rest.ask(name, params, { priority: 'order' })
    if (asked.kind !== 'reply') throw new VenueReadError(asked.kind, `the venue did not answer (${asked.reason})`)
    const value = asked.status === 200 ? read(asked.text) : undefined
    if (value !== undefined) return value
    const refusal = refusalIn(asked.text)
    if (refusal?.code === CODES.clock) this.#options.onWrongClock()
    if (refusal !== undefined) throw new VenueReadError(String(refusal.code), rest.redact(refusal.message.slice(0, 200)))
    throw new VenueReadError('unreadable', `the venue's answer cannot be read (status ${String(asked.status)})`)
  }
}
