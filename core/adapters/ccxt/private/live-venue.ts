import { type ClientOrderId, exchangeId, InputError, type Order, ORDER_TYPES, type VenueReport } from '../../../domain/index.ts'
import {
  type ExternalActivity,
  type LinkState,
  type LiveVenue,
  type UnknownOutcome,
  type VenueLink,
  VenueReadError,
} from '../../../ports/index.ts'
import { backoffDelay, pause } from '../backoff.ts'
import type { BudgetUse } from '../rate-budget.ts'
import { RestMeter } from '../rest-meter.ts'
import { CatchUp } from './catch-up.ts'
import { BinanceAccount } from './binance-account.ts'
import { BinanceOrders } from './binance-orders.ts'
import { BinanceWire } from './binance-wire.ts'
import { ExternalOrders } from './external.ts'
import { LiveOrders } from './live-orders.ts'
import { LIVE_TIMES, type LiveVenueOptions, type LiveVenueTimes } from './live-venue-options.ts'
import { openSignedExchange, type OpenedExchange } from './signed-exchange.ts'
import { SignedRest } from './signed-rest.ts'
import { UserStream } from './user-stream.ts'

class BinanceVenue implements LiveVenue {
  /** Spot has no dead-man switch; only the venue's derivatives do. */
  readonly capabilities = { types: ORDER_TYPES, postOnly: true, iceberg: true, pairs: true, deadManSwitch: false } as const
  readonly account: BinanceAccount
  readonly #options: LiveVenueOptions
  readonly #times: LiveVenueTimes
  readonly #exchange: OpenedExchange['exchange']
  readonly #rest: SignedRest
  readonly #wire: BinanceWire
  readonly #orders: LiveOrders
  readonly #external: ExternalOrders
  readonly #catchUp: CatchUp
  readonly #stream: UserStream
  readonly #stopping: AbortController
  #report: (report: VenueReport) => void = () => undefined
  #linkListener: (link: VenueLink) => void = () => undefined
  #link: VenueLink
  #live: () => void = () => undefined
  #running: Promise<void> = Promise.resolve()
  #stopRefreshing = (): void => undefined
  /** Counts openings of the stream. */
  #opening = 0

  constructor(
    options: LiveVenueOptions,
    opened: OpenedExchange,
    meter: { readonly rest: SignedRest; readonly stopping: AbortController },
  ) {
    const { clock, logger, random } = options
    this.#options = options
    this.#times = { ...LIVE_TIMES, ...options.times }
    this.#exchange = opened.exchange
    this.#stopping = meter.stopping
    this.#rest = meter.rest
    this.#wire = new BinanceWire(options.instruments)
    const { signal } = meter.stopping
    const instruments = new Map(options.instruments.map((instrument) => [instrument.id, instrument]))
    const shared = { rest: meter.rest, wire: this.#wire, instruments }
    this.account = new BinanceAccount({ ...shared, clock, onWrongClock: () => this.#correctClock() })
    this.#external = new ExternalOrders(options.prefix)
    this.#link = { state: 'offline', reason: 'not opened yet', at: clock.now() }
    this.#orders = new LiveOrders({
      requests: new BinanceOrders({ ...shared, onWrongClock: () => this.#correctClock() }),
      clock,
      random,
      logger,
      signal,
      instruments,
      arrivesWithin: this.#times.recvWindow + this.#times.arrivalMargin,
      askEvery: this.#times.askEvery,
      isKnownFill: options.isKnownFill,
      report: (report) => this.#report(report),
      onStray: (order) => this.#external.order(order),
    })
    const { isKnownFill, recall, since } = options
    this.#catchUp = new CatchUp({
      account: this.account,
      orders: this.#orders,
      external: this.#external,
      instruments: [...instruments.keys()],
      since,
      isKnownFill,
      recall,
    })
    this.#stream = new UserStream({
      exchange: this.#exchange,
      clock,
      random,
      logger,
      signal,
      backoffBase: this.#times.reconnect,
      timeout: this.#times.requestTimeout,
      prepare: () => this.#readClock(),
      onEvent: (event) => this.#onEvent(event),
      onUp: () => void this.#onUp(),
      onDown: (reason) => {
        this.#opening += 1
        this.#setLink('offline', reason)
        // Until the stream is back, requests follow the orders: at each try to open it, and by the clock.
        this.#refreshQuietly()
      },
    })
  }

  get link(): VenueLink {
    return this.#link
  }

  connect(): Promise<void> {
    const { clock } = this.#options
    this.#running = this.#stream.run()
    this.#stopRefreshing = clock.every(this.#times.refreshEvery, () => {
      this.#correctClock()
      this.#refreshQuietly()
    })
    const { signal } = this.#stopping
    return new Promise((resolve, reject) => {
      this.#live = resolve
      signal.addEventListener('abort', () => reject(new VenueReadError('closed', 'the venue was closed')), { once: true })
    })
  }

  submitPair(orders: readonly [Order, Order]): void {
    this.#orders.submitPair(orders)
  }

  submit(order: Order): void {
    this.#orders.submit(order)
  }

  cancel(clientOrderId: ClientOrderId): void {
    this.#orders.cancel(clientOrderId)
  }

  query(clientOrderId: ClientOrderId): void {
    this.#orders.query(clientOrderId)
  }

  resume(order: Order): void {
    this.#orders.resume(order)
    if (this.#link.state !== 'offline') this.#orders.query(order.clientOrderId)
  }

  refresh(): Promise<void> {
    return this.#catchUp.run()
  }

  unknown(): readonly UnknownOutcome[] {
    return this.#orders.unknown()
  }

  budget(): BudgetUse {
    return this.#rest.meter.budget.use()
  }

  onReport(listener: (report: VenueReport) => void): void {
    this.#report = listener
  }

  onExternal(listener: (activity: ExternalActivity) => void): void {
    this.#external.onActivity(listener)
  }

  onLink(listener: (link: VenueLink) => void): void {
    this.#linkListener = listener
  }

  async close(): Promise<void> {
    this.#stopping.abort(new Error('the venue is closed'))
    this.#report = () => undefined
    this.#stopRefreshing()
    this.#stream.stop('closing')
    await this.#running
    await this.#exchange.close()
  }

  #onEvent(event: Readonly<Record<string, unknown>>): void {
    if (event['e'] !== 'executionReport' || this.#stopping.signal.aborted) return
    const execution = this.#wire.execution(event)
    if (execution === undefined) {
      this.#options.logger.warn('an execution report that cannot be read; the venue is asked instead')
      this.#refreshQuietly()
      return
    }
    this.#catchUp.execution(execution)
  }

  async #onUp(): Promise<void> {
    const { clock, random, logger } = this.#options
    const { signal } = this.#stopping
    const opening = this.#opening
    this.#setLink('catching-up', 'the user stream is open')
    for (let attempt = 0; opening === this.#opening && !signal.aborted; attempt += 1) {
      try {
        await this.#catchUp.run()
        if (opening !== this.#opening || signal.aborted) return
        this.#setLink('live', 'nothing is missing')
        this.#live()
        return
      } catch (error) {
        if (!(error instanceof VenueReadError)) throw error
        logger.warn('what was missed cannot be asked for', { code: error.code, error: error.message })
        await pause(clock, backoffDelay(attempt, random, { base: this.#times.reconnect }), signal)
      }
    }
  }

  #refreshQuietly(): void {
    this.#catchUp.run().catch((error: unknown) => {
      if (!(error instanceof VenueReadError)) throw error
      this.#options.logger.warn('the venue cannot be compared with', { code: error.code, error: error.message })
    })
  }

  /** Signed requests carry the venue's time as we reckon it. */
  async #readClock(): Promise<void> {
    const { offset } = await this.account.clock()
    this.#exchange.options['timeDifference'] = -offset
  }

  #correctClock(): void {
    this.#readClock().catch((error: unknown) => {
      if (!(error instanceof VenueReadError)) throw error
      this.#options.logger.warn(error.message, { code: error.code })
    })
  }

  #setLink(state: LinkState, reason: string): void {
    if (this.#stopping.signal.aborted) return
    this.#link = { state, reason, at: this.#options.clock.now() }
    this.#linkListener(this.#link)
  }
}

/**
 * A venue with real money, through ccxt. Contacts nobody before it is asked something. Throws {@link InputError} for
 * an exchange whose orders are not known here, for keys that cannot be keys and for an endpoint that is none.
 */
export async function openLiveVenue(options: LiveVenueOptions): Promise<LiveVenue & { budget(): BudgetUse }> {
  if (options.exchange !== 'binance')
    throw new InputError({ field: 'exchange', value: exchangeId(options.exchange), remedy: 'live trading knows binance' })
  const times = { ...LIVE_TIMES, ...options.times }
  const { clock, keys, endpoint } = options
  const opened = await openSignedExchange({ keys, endpoint, ...times })
  const stopping = new AbortController()
  const meter = new RestMeter(opened.exchange, clock, stopping.signal)
  const rest = new SignedRest(opened, meter, { clock, timeout: times.requestTimeout })
  return new BinanceVenue(options, opened, { rest, stopping })
}
