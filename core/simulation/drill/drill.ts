import {
  type BookSnapshot,
  type Command,
  type CommandId,
  exchangeId,
  formatQuantity,
  InputError,
  type Instrument,
  instrumentId,
  millis,
  money,
  price,
  quantity,
  rate,
  SECOND,
} from '../../domain/index.ts'
import { isFlat, TradingEngine, type TradingConfig } from '../../engine/index.ts'
import type { IdSource, Journal, Logger } from '../../ports/index.ts'
import { simulatedClock } from '../clock/index.ts'
import { constantLatency, PaperVenue, seededRandom } from '../paper/index.ts'
import { FaultyVenue } from './faulty-venue.ts'

export interface DrillRequest {
  /** Working orders when the switch is pressed. */
  readonly orders: number
  readonly positions: number
  /** Share of requests that fail, from the moment of the switch, 0 to less than 1. */
  readonly errors: number
  /** From a request to the venue and back, ms. */
  readonly latency: number
  readonly seed: number
}

export const DEFAULT_DRILL: DrillRequest = { orders: 30, positions: 10, errors: 0.2, latency: 50, seed: 1 }

export interface DrillResult extends DrillRequest {
  /** ms of simulated time from the switch until nothing works and nothing is held; null when it was not in two minutes. */
  readonly timeToFlat: number | null
  /** The same until nothing worked but sales. */
  readonly timeToCancelled: number | null
  /** Requests after the switch, and how many of them failed. */
  readonly requests: number
  readonly failed: number
  /** In words, one each. */
  readonly leftOver: readonly string[]
}

export interface DrillParts {
  /** Rules and limits of the account; what would only come between a person and the set-up is widened. */
  readonly config: TradingConfig
  /** In memory: nobody keeps it. */
  readonly journal: Journal
  readonly ids: IdSource
  readonly logger: Logger
}

const START = millis(1_700_000_000_000)
const LIMIT = 120 * SECOND
/** Between two pictures of the market, ms. */
const BEAT = 50
const ASK_AFTER = SECOND
const SLOWEST = 10_000
const MOST = 500

function checked(request: DrillRequest): DrillRequest {
  const refuse = (field: keyof DrillRequest, remedy: string): never => {
    throw new InputError({ field, value: String(request[field]), remedy })
  }
  const { orders, positions, errors, latency } = request
  if (!Number.isInteger(positions) || positions < 1 || positions > MOST) refuse('positions', `give 1 to ${String(MOST)}`)
  if (!Number.isInteger(orders) || orders < 0 || orders > MOST) refuse('orders', `give 0 to ${String(MOST)}`)
  if (!(errors >= 0 && errors < 1)) refuse('errors', 'give a share from 0 to below 1, 0.2 for a fifth')
  if (!(latency >= 0 && latency <= SLOWEST)) refuse('latency', `give 0 to ${String(SLOWEST)} ms`)
  return request
}

const marketOf = (index: number): Instrument => ({
  id: instrumentId(exchangeId('drill'), `D${String(index)}/USDT`),
  exchange: exchangeId('drill'),
  symbol: `D${String(index)}/USDT`,
  venueSymbol: `D${String(index)}USDT`,
  base: `D${String(index)}`,
  quote: 'USDT',
  tickSize: price('0.01'),
  lotSize: quantity('0.001'),
  minQuantity: quantity('0.001'),
  minNotional: money('1'),
  makerFee: rate('0.001'),
  takerFee: rate('0.001'),
})

/**
 * Presses the kill switch with everything to be sold, on an account made up in memory, while requests fail. Time is
 * simulated: the result does not depend on the machine. Throws {@link InputError} for numbers that make no drill.
 */
export function runDrill(asked: DrillRequest, parts: DrillParts): DrillResult {
  const request = checked(asked)
  const account = new DrillAccount(request, parts)
  account.fill()
  return account.press()
}

class DrillAccount {
  readonly #request: DrillRequest
  readonly #clock = simulatedClock(START)
  readonly #markets: readonly Instrument[]
  readonly #paper: PaperVenue
  readonly #venue: FaultyVenue
  readonly #engine: TradingEngine
  #errors = 0
  #commands = 0
  #pictures = 0

  constructor(request: DrillRequest, { config, journal, ids, logger }: DrillParts) {
    this.#request = request
    this.#markets = Array.from({ length: request.positions }, (_, index) => marketOf(index))
    const clock = this.#clock
    const known = new Map(this.#markets.map((market) => [market.id, market]))
    this.#paper = new PaperVenue({ clock, ids, latency: constantLatency(request.latency / 2), instrument: (id) => known.get(id) })
    const random = seededRandom(request.seed)
    const failing = { errors: () => this.#errors, delay: request.latency, askAfter: ASK_AFTER }
    this.#venue = new FaultyVenue(this.#paper, { clock, random, ...failing })
    this.#engine = new TradingEngine('paper', roomy(config), { clock, ids, journal, venue: this.#venue, logger })
  }

  /** Buys the positions and puts the orders below the market, with nothing failing. */
  fill(): void {
    this.#engine.open({ currency: 'USDT', cash: money('100000000') })
    for (const instrument of this.#markets) this.#engine.handle({ type: 'InstrumentListed', instrument })
    this.#showMarkets()
    for (const { id } of this.#markets) this.#order(id, { orderType: 'market', quantity: quantity('1') })
    for (let index = 0; index < this.#request.orders; index += 1) {
      const market = this.#markets[index % this.#markets.length]
      const limitPrice = price((99 - Math.floor(index / this.#markets.length) / 10).toFixed(2))
      if (market !== undefined) this.#order(market.id, { orderType: 'limit', quantity: quantity('1'), limitPrice })
    }
    for (let beat = 0; beat <= this.#request.latency / BEAT + 1; beat += 1) this.#beat()
  }

  press(): DrillResult {
    const { state } = this.#engine
    const began = this.#clock.now()
    const already = this.#venue.requests
    this.#errors = this.#request.errors
    this.#command({ type: 'Kill', flatten: true })
    let cancelled: number | null = null
    let flat: number | null = null
    for (let beat = 1; flat === null && beat * BEAT <= LIMIT; beat += 1) {
      this.#beat()
      if ((beat * BEAT) % SECOND === 0) this.#engine.handle({ type: 'ClockTicked' })
      const gone = this.#clock.now() - began
      if (cancelled === null && !this.#working().some(({ side }) => side === 'buy')) cancelled = gone
      if (state.working.size === 0 && this.#held().length === 0) flat = gone
    }
    const leftOver = [
      ...this.#working().map(({ id, side, instrument, state: is }) => `order ${id}: ${side} ${instrument}, ${is}`),
      ...this.#held().map(({ instrument, quantity: held }) => `position ${instrument}: ${formatQuantity(held)}`),
    ]
    const requests = this.#venue.requests - already
    return { ...this.#request, timeToFlat: flat, timeToCancelled: cancelled, requests, failed: this.#venue.failed, leftOver }
  }

  #working() {
    const { state } = this.#engine
    return [...state.working].flatMap((id) => state.orders.get(id) ?? [])
  }

  #held() {
    const { state } = this.#engine
    return [...state.positions.values()].filter(({ instrument, quantity: held }) => !isFlat(state, instrument, held))
  }

  #beat(): void {
    this.#clock.advance(BEAT)
    this.#showMarkets()
  }

  /** A book deep enough for the drill: it is about requests, not about liquidity. */
  #showMarkets(): void {
    this.#pictures += 1
    const at = this.#clock.now()
    for (const { id } of this.#markets) {
      const times = { instrument: id, exchangeTime: at, receivedTime: at }
      const [bid, ask] = [price('100.00'), price('100.01')] as const
      const size = quantity('1000')
      const sides = { bids: [{ price: bid, quantity: size }], asks: [{ price: ask, quantity: size }] }
      const snapshot: BookSnapshot = { kind: 'book-snapshot', ...times, sequence: this.#pictures, ...sides }
      this.#paper.onBook(snapshot)
      this.#engine.bookSeen(id, at)
      this.#engine.handle({ type: 'QuoteReceived', quote: { kind: 'quote', ...times, bid, bidSize: size, ask, askSize: size } })
    }
  }

  #order(
    instrument: Instrument['id'],
    terms: Pick<Extract<Command, { type: 'SubmitOrder' }>, 'orderType' | 'quantity' | 'limitPrice'>,
  ): void {
    const plain = { side: 'buy', timeInForce: 'GTC', reduceOnly: false } as const
    this.#command({ type: 'SubmitOrder', instrument, ...plain, ...terms })
  }

  #command(command: DistributiveOmit<Command, 'id'>): void {
    this.#commands += 1
    const answer = this.#engine.command({ ...command, id: `drill-${String(this.#commands)}` as CommandId }, 'drill')
    if (!answer.ok) throw new Error(`invariant broken: the drill's own ${command.type} was refused: ${answer.message}`)
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

const roomy = (config: TradingConfig): TradingConfig => ({
  ...config,
  risk: {
    ...config.risk,
    maxOrdersPerMinute: 10_000,
    maxOpenOrders: 10_000,
    duplicateWindowMs: 0,
    maxCorrelatedExposure: rate('1'),
  },
})
