import { countedIds, memoryJournal, silentLogger } from '../adapters/memory/index.ts'
import {
  type BookSnapshot,
  type CandidateSignal,
  type Command,
  type CommandId,
  type CommandResult,
  type Environment,
  exchangeId,
  type Instrument,
  instrumentId,
  type Millis,
  millis,
  money,
  type Order,
  price,
  type Quote,
  quantity,
  rate,
  signalId,
  strategyId,
  type Trade,
} from '../domain/index.ts'
import { DEFAULT_TRADING_CONFIG, TradingEngine, type TradingConfig } from '../engine/index.ts'
import type { Journal, Venue, VenueCapabilities } from '../ports/index.ts'
import { simulatedClock } from '../simulation/clock/index.ts'
import { constantLatency, PaperVenue } from '../simulation/paper/index.ts'
import { ClockWatch } from '../telemetry/index.ts'

export const BTC = instrumentId(exchangeId('binance'), 'BTC/USDT')

export const btcInstrument: Instrument = {
  id: BTC,
  exchange: exchangeId('binance'),
  symbol: 'BTC/USDT',
  venueSymbol: 'BTCUSDT',
  base: 'BTC',
  quote: 'USDT',
  tickSize: price('0.01'),
  lotSize: quantity('0.00001'),
  minQuantity: quantity('0.00001'),
  minNotional: money('5'),
  makerFee: rate('0.001'),
  takerFee: rate('0.001'),
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

export interface HarnessOptions {
  readonly journal?: Journal
  readonly config?: Partial<TradingConfig>
  readonly latency?: number
  readonly start?: number
  /** Give the engine the pictures of the book too, so that it knows what a size would cost. */
  readonly books?: boolean
  readonly environment?: Environment
  /** Instead of the paper venue. */
  readonly orders?: Venue
  /** Look for jumps of the clock before each input, as a live trader does. */
  readonly watchClock?: boolean
  /** A venue that does no more than this; by default all that the paper venue does. */
  readonly venue?: VenueCapabilities
}

/** The same venue, but it takes only what `capabilities` says. */
function lesserVenue(venue: PaperVenue, capabilities: VenueCapabilities): Venue {
  return {
    capabilities,
    submit: (order) => {
      const { types, iceberg, postOnly } = capabilities
      const taken =
        types.includes(order.type) &&
        (iceberg || order.displayQuantity === undefined) &&
        (postOnly || order.postOnly === undefined)
      if (!taken) throw new Error(`the venue was sent what it does not take: ${order.type}`)
      venue.submit(order)
    },
    submitPair: (orders) => {
      venue.submitPair(orders)
    },
    cancel: (id) => {
      venue.cancel(id)
    },
    query: (id) => {
      venue.query(id)
    },
    resume: (order) => {
      if (!capabilities.types.includes(order.type)) throw new Error(`the venue was given what it never took: ${order.type}`)
      venue.resume(order)
    },
    onReport: (listener) => {
      venue.onReport(listener)
    },
  }
}

/** The trader with its paper venue on a simulated clock, and a market that the test moves by hand. */
export function tradingHarness(options: HarnessOptions = {}) {
  const clock = simulatedClock(millis(options.start ?? 1_700_000_000_000))
  const journal = options.journal ?? memoryJournal()
  const ids = countedIds()
  const venue = new PaperVenue({
    clock,
    ids: { next: (prefix) => ids.next(`${prefix}-${String(journal.lastSequence())}`) },
    latency: constantLatency(options.latency ?? 10),
    instrument: (id) => engine.state.instruments.get(id),
  })
  const watch = new ClockWatch()
  const config: TradingConfig = { ...DEFAULT_TRADING_CONFIG, ...options.config }
  const engine = new TradingEngine(options.environment ?? 'paper', config, {
    clock,
    ids: { next: (prefix) => ids.next(`${prefix}-${String(journal.lastSequence())}`) },
    journal,
    venue: options.orders ?? (options.venue === undefined ? venue : lesserVenue(venue, options.venue)),
    logger: silentLogger(),
    ...(options.watchClock === true ? { jumped: () => watch.look(clock.now(), clock.elapsed()) } : {}),
  })
  let commands = 0
  let book = 0
  const facts = () => ({ instrument: BTC, exchangeTime: clock.now(), receivedTime: clock.now() })
  const market = (bid: string, ask: string, size = '5'): { readonly snapshot: BookSnapshot; readonly quote: Quote } => {
    book += 1
    const levels = (from: string, step: number) =>
      Array.from({ length: 5 }, (_, i) => ({ price: price((Number(from) + step * i).toFixed(2)), quantity: quantity(size) }))
    const snapshot: BookSnapshot = {
      kind: 'book-snapshot',
      ...facts(),
      sequence: book,
      bids: levels(bid, -1),
      asks: levels(ask, 1),
    }
    const quote: Quote = {
      kind: 'quote',
      ...facts(),
      bid: price(bid),
      bidSize: quantity(size),
      ask: price(ask),
      askSize: quantity(size),
    }
    venue.onBook(snapshot)
    engine.bookSeen(snapshot.instrument, snapshot.receivedTime, options.books === true ? snapshot : undefined)
    engine.handle({ type: 'QuoteReceived', quote })
    return { snapshot, quote }
  }
  const trade = (at: string, size: string, aggressor: 'buy' | 'sell'): void => {
    const made: Trade = {
      kind: 'trade',
      ...facts(),
      id: `t${String(clock.now())}`,
      price: price(at),
      quantity: quantity(size),
      aggressor,
    }
    venue.onTrade(made)
  }
  const candidate = (change: Partial<CandidateSignal> = {}): CandidateSignal => ({
    id: signalId(ids.next('sig')),
    instrument: BTC,
    timeframe: '1m',
    action: 'buy',
    confidence: 0.8,
    votes: [
      { strategy: strategyId('ema-trend'), stance: change.action === 'sell' ? 'flat' : 'long', confidence: 0.8, weight: 1 },
    ],
    conflict: 0,
    entry: price('100.01'),
    stop: price('95'),
    target: price('110'),
    reasoning: [{ feature: 'ema', value: 1, source: 'candles', asOf: clock.now(), contribution: 0.8 }],
    createdAt: clock.now(),
    ...change,
  })
  const propose = (change: Partial<CandidateSignal> = {}, gapOpen = false): CandidateSignal => {
    const made = candidate(change)
    engine.handle({ type: 'CandidateReceived', candidate: made, gapOpen })
    return made
  }
  const command = (input: DistributiveOmit<Command, 'id'>, id?: string): CommandResult => {
    commands += 1
    return engine.command({ ...input, id: (id ?? `cmd-${String(commands)}`) as CommandId }, 'user')
  }
  const tick = (by = 1_000): void => {
    clock.advance(by)
    engine.handle({ type: 'ClockTicked' })
  }
  const open = (cash = '10000'): void => {
    engine.open({ currency: 'USDT', cash: money(cash) })
    engine.handle({ type: 'InstrumentListed', instrument: btcInstrument })
  }
  const now = (): Millis => clock.now()
  return { clock, config, engine, journal, venue, market, trade, propose, command, tick, open, now }
}

export type TradingHarness = ReturnType<typeof tradingHarness>

/** A buy that rests a point below the market of {@link readyToTrade}. */
export const limitOrder = {
  type: 'SubmitOrder',
  instrument: BTC,
  side: 'buy',
  orderType: 'limit',
  quantity: quantity('1'),
  limitPrice: price('99'),
  timeInForce: 'GTC',
  reduceOnly: false,
} as const

/** An open account and a market at 100.00 / 100.01. */
export function readyToTrade(options: HarnessOptions = {}): TradingHarness {
  const harness = tradingHarness(options)
  harness.open()
  harness.market('100.00', '100.01')
  return harness
}

/** Every order known, oldest first. */
export const ordersOf = (harness: TradingHarness): readonly Order[] => [...harness.engine.state.orders.values()]
