import { WebSocket } from 'ws'
import { silentLogger } from '../../adapters/memory/index.ts'
import { systemClock, systemIds } from '../../adapters/system/index.ts'
import { type CandidateSignal, type MarketEvent, millis, money, rate, strategyId, ZERO_PRICE } from '../../domain/index.ts'
import { DEFAULT_TRADING_CONFIG, TradingEngine, type TradingConfig } from '../../engine/index.ts'
import { createMarketPipeline, mapperFor } from '../../market-data/index.ts'
import type { Journal, Venue } from '../../ports/index.ts'
import { createStrategyPipeline } from '../../services/strategy/index.ts'
import { strategyCatalog, strategyById } from '../../strategies/index.ts'
import { BTC } from './frames.ts'
import { HttpVenue } from './http-venue.ts'
import { openBenchLiveVenue } from './signed-venue.ts'
import { tippingStrategy } from './strategy.ts'

/** As much of the book as the feed service hands on. */
const DEPTH = 25

/** Socket to market facts, with the parser, the book, the validation and the candles of the feed service. */
export async function openFeed(port: number, event: (event: MarketEvent) => void): Promise<() => void> {
  const pipeline = createMarketPipeline({
    mapper: mapperFor('binance'),
    instruments: [BTC],
    unknownSymbols: 'refuse',
    sink: {
      event,
      bookChanged: ({ instrument, sequence, exchangeTime, receivedTime, state, book }) => {
        if (state !== 'live') return
        event({ kind: 'book-snapshot', instrument, sequence, exchangeTime, receivedTime, ...book.top(DEPTH) })
      },
      // The exchange sends its snapshot as the first frame.
      snapshotNeeded: () => undefined,
    },
  })
  const socket = new WebSocket(`ws://127.0.0.1:${String(port)}`)
  socket.on('message', (raw: Buffer) => {
    const text = raw.toString()
    pipeline.push({ connection: 'bench', text, receivedTime: millis(Date.now()), symbolHint: BTC.venueSymbol })
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return () => {
    socket.terminate()
  }
}

/** Features, strategies and aggregation. The built-ins run too, with votes too small to matter. */
export function createProposer(propose: (candidate: CandidateSignal) => void): (event: MarketEvent) => void {
  const builtIns = strategyCatalog().map(({ id }) => ({ strategyId: id, instrument: BTC.id, weight: 1e-6 }))
  const pipeline = createStrategyPipeline({
    instruments: [BTC],
    instances: [{ strategyId: tippingStrategy.descriptor.id, instrument: BTC.id }, ...builtIns],
    strategies: [tippingStrategy, ...strategyCatalog().map(({ id }) => strategyById(id))],
    ids: systemIds(),
    aggregate: { minInterval: 0, rearm: 1_000 },
  })
  return (event) => {
    for (const candidate of pipeline.onMarketEvent(event)) propose(candidate)
  }
}

/** Auto mode, and limits that hundreds of orders in seconds do not reach; every rule still runs. */
const CONFIG: TradingConfig = {
  ...DEFAULT_TRADING_CONFIG,
  approval: {
    ...DEFAULT_TRADING_CONFIG.approval,
    byStrategy: { [strategyId(tippingStrategy.descriptor.id)]: 'auto' },
    defaultMode: 'auto',
  },
  filter: { minConfidence: 0.5, cooldown: 0, strategyCooldown: 0 },
  risk: {
    ...DEFAULT_TRADING_CONFIG.risk,
    maxDailyLoss: rate('0.9'),
    maxDrawdown: rate('0.9'),
    maxConsecutiveLosses: 1_000_000,
    maxOrdersPerMinute: 1_000_000,
    maxOpenOrders: 1_000_000,
    duplicateWindowMs: 0,
  },
}

export interface BenchTrader {
  readonly market: (event: MarketEvent) => void
  readonly propose: (candidate: CandidateSignal) => void
  readonly close: () => Promise<void>
}

/** The trader's engine with a journal and the HTTP double. */
export function createTrader(port: number, journal: Journal): BenchTrader {
  const venue = new HttpVenue(`http://127.0.0.1:${String(port)}`, systemClock(), (side) => {
    const quote = trader.engine.state.quotes.get(BTC.id)
    return (side === 'buy' ? quote?.ask : quote?.bid) ?? ZERO_PRICE
  })
  const trader = traderOn(venue, journal)
  return trader
}

/** The same with the live venue: signed orders over ccxt to a demo exchange. */
export async function createLiveTrader(endpoint: string, journal: Journal): Promise<BenchTrader> {
  const venue = await openBenchLiveVenue(endpoint)
  const trader = traderOn(venue, journal)
  await venue.connect()
  return trader
}

function traderOn(venue: Venue & { close(): Promise<void> }, journal: Journal): BenchTrader & { readonly engine: TradingEngine } {
  const clock = systemClock()
  const engine = new TradingEngine('paper', CONFIG, { clock, ids: systemIds(), journal, venue, logger: silentLogger() })
  engine.open({ currency: 'USDT', cash: money('100000') })
  engine.handle({ type: 'InstrumentListed', instrument: BTC })
  const stop = clock.every(1_000, () => {
    engine.handle({ type: 'ClockTicked' })
  })
  return {
    engine,
    market: (event) => {
      if (event.kind === 'quote') engine.handle({ type: 'QuoteReceived', quote: event })
    },
    propose: (candidate) => {
      engine.handle({ type: 'CandidateReceived', candidate, gapOpen: false })
    },
    close: async () => {
      stop()
      await venue.close()
      journal.close()
    },
  }
}
