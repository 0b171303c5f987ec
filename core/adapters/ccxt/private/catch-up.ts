import type { ClientOrderId, FillId, InstrumentId, Millis, Order } from '../../../domain/index.ts'
import type { TradesFrom, VenueTrade } from '../../../ports/index.ts'
import type { BinanceAccount } from './binance-account.ts'
import type { Execution } from './binance-wire.ts'
import type { ExternalOrders } from './external.ts'
import type { LiveOrders } from './live-orders.ts'

export interface CatchUpOptions {
  readonly account: BinanceAccount
  readonly orders: LiveOrders
  readonly external: ExternalOrders
  readonly instruments: readonly InstrumentId[]
  readonly since: Millis
  readonly isKnownFill: (id: FillId) => boolean
  readonly recall: (id: ClientOrderId) => Order | undefined
}

/**
 * Puts what the venue shows in its place: orders and fills that are ours to those who follow them, the others
 * apart. Asked again whenever the stream may have missed something; each fill counts once by its id.
 */
export class CatchUp {
  readonly #options: CatchUpOptions
  /** Where the next look for trades begins; only requests move it, the stream may have holes. */
  readonly #from = new Map<InstrumentId, TradesFrom>()
  #running: Promise<void> | undefined
  #again = false

  constructor(options: CatchUpOptions) {
    this.#options = options
  }

  /** Rejects with VenueReadError when the venue cannot be read to the end. Asked meanwhile, it goes round once more. */
  run(): Promise<void> {
    if (this.#running !== undefined) {
      this.#again = true
      return this.#running
    }
    this.#running = this.#rounds().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  execution({ order, trade }: Execution): void {
    const { orders, external } = this.#options
    if (this.#follows(order.clientOrderId)) {
      if (trade !== undefined) orders.onTrade(trade)
      orders.onOrder(order)
      return
    }
    external.order(order)
    if (trade !== undefined) external.trade(trade)
  }

  async #rounds(): Promise<void> {
    do {
      this.#again = false
      await this.#round()
    } while (this.#again)
  }

  async #round(): Promise<void> {
    const { account, orders, external, instruments } = this.#options
    const listed = new Set<ClientOrderId>()
    for (const row of await account.openOrders()) {
      listed.add(row.clientOrderId)
      if (!this.#follows(row.clientOrderId) || !orders.onOrder(row)) external.order(row)
    }
    await orders.ask(listed)
    for (const instrument of instruments) await this.#tradesOf(instrument)
  }

  async #tradesOf(instrument: InstrumentId): Promise<void> {
    const { account, since } = this.#options
    const trades = await account.trades(instrument, this.#from.get(instrument) ?? { since })
    const owners = new Map<string, ClientOrderId | undefined>()
    for (const trade of trades) if (!this.#options.orders.onTrade(trade)) await this.#foreign(trade, owners)
    const last = trades.at(-1)
    if (last !== undefined) this.#from.set(instrument, { after: last.fillId })
  }

  /** A trade whose order is not known by the venue's id: its client order id tells whose it is. */
  async #foreign(trade: VenueTrade, owners: Map<string, ClientOrderId | undefined>): Promise<void> {
    const { account, orders, external, isKnownFill } = this.#options
    const { instrument, venueOrderId } = trade
    if (isKnownFill(trade.fillId) || instrument === undefined) return
    if (!owners.has(venueOrderId)) owners.set(venueOrderId, (await account.orderById(instrument, venueOrderId))?.clientOrderId)
    const clientOrderId = owners.get(venueOrderId)
    const owned: VenueTrade = clientOrderId === undefined ? trade : { ...trade, clientOrderId }
    if (clientOrderId === undefined || !this.#follows(clientOrderId)) external.trade(owned)
    else orders.onTrade(owned)
  }

  #follows(id: ClientOrderId): boolean {
    const { orders, recall } = this.#options
    if (orders.isFollowed(id)) return true
    const order = recall(id)
    if (order !== undefined) {
      orders.resume(order)
      orders.query(id)
    }
    return order !== undefined
  }
}
