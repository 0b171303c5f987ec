import { openLiveVenue, type LiveVenueTimes } from '../adapters/ccxt/private/index.ts'
import { sqliteJournal } from '../adapters/sqlite/journal.ts'
import { systemClock, systemIds, systemRandom } from '../adapters/system/index.ts'
import type { AccountConfig } from '../demo/index.ts'
import {
  type CommandId,
  type CommandResult,
  type Difference,
  type Instrument,
  type InstrumentId,
  millis,
  type Millis,
  type Order,
  price,
  quantity,
  Secret,
  ZERO_MONEY,
} from '../domain/index.ts'
import { DEFAULT_TRADING_CONFIG, localBooks, TradingEngine, type TradingConfig } from '../engine/index.ts'
import { readVenueBooks, reconcile, type VenueBooks } from '../execution/index.ts'
import type { Journal, LiveVenue, Logger, Venue } from '../ports/index.ts'
import { DEMO_BTC, keptLogger, SHORT_TIMES } from './live-venue.ts'

const PREFIX = 'sntl-live-'
/** Our clock and the venue's may differ by so much, ms. */
const SKEW = 5_000

export interface DemoTraderOptions {
  readonly endpoint: string
  readonly account: Pick<AccountConfig, 'apiKey' | 'secret'>
  /** The journal's file, as it was left. */
  readonly file: string
  readonly config?: Partial<TradingConfig>
  readonly times?: Partial<LiveVenueTimes>
  readonly instruments?: readonly Instrument[]
  readonly logger?: Logger
  /** Stands between engine and disk, for tests of what happens there. */
  readonly journal?: (disk: Journal) => Journal
  /** Stands between engine and venue. */
  readonly venue?: (venue: LiveVenue) => Venue
}

export interface DemoTrader {
  readonly engine: TradingEngine
  readonly venue: Awaited<ReturnType<typeof openLiveVenue>>
  readonly journal: Journal
  readonly instruments: readonly Instrument[]
  readonly lines: readonly string[]
  /** Opens the user stream; resolves when nothing that happened before is missing. */
  connect(): Promise<void>
  /** Both sides, read after each other, and where they differ. */
  compare(): Promise<{ readonly books: VenueBooks; readonly differences: readonly Difference[] }>
  /** The venue's best prices of now, and its time, as the feed would tell them. */
  seeMarket(instrument?: InstrumentId): Promise<void>
  /** Compares, takes the gate for passed, and arms as a person would. `id` names the command. */
  arm(id: string): Promise<CommandResult>
  close(): Promise<void>
}

/** Limits that do not come between a test and its orders. */
const ROOMY: TradingConfig = {
  ...DEFAULT_TRADING_CONFIG,
  risk: {
    ...DEFAULT_TRADING_CONFIG.risk,
    maxOrdersPerMinute: 10_000,
    maxOpenOrders: 1_000,
    duplicateWindowMs: 0,
    stalePriceMs: 60_000,
  },
}

/** A live trader without its service: the engine, its journal on disk and an exchange through ccxt. */
export async function openDemoTrader(options: DemoTraderOptions): Promise<DemoTrader> {
  const { endpoint, file, instruments = [DEMO_BTC] } = options
  const lines: string[] = []
  const logger = options.logger ?? keptLogger(lines)
  const clock = systemClock()
  const disk = sqliteJournal(file)
  const journal = options.journal?.(disk) ?? disk
  const since = (): Millis => millis((engine.state.opened ? engine.state.openedAt : clock.now()) - SKEW)
  const keys = { apiKey: new Secret(options.account.apiKey), secret: new Secret(options.account.secret) }
  const venue = await openLiveVenue({
    ...{ exchange: 'binance', keys, endpoint, instruments, prefix: PREFIX, clock, random: systemRandom(), logger },
    since: openedAt(disk) ?? millis(clock.now() - SKEW),
    isKnownFill: (id) => engine.state.fills.has(id),
    recall: (id) => {
      const known = engine.state.byClientId.get(id)
      return known === undefined ? undefined : engine.state.orders.get(known)
    },
    times: { ...SHORT_TIMES, ...options.times },
  })
  const engine = new TradingEngine(
    'live',
    { ...ROOMY, ...options.config },
    {
      ...{ clock, ids: systemIds(), journal, logger },
      venue: options.venue?.(venue) ?? venue,
    },
  )
  const balances = disk.lastSequence() === 0 ? await venue.account.balances() : []
  const usdt = balances.find(({ asset }) => asset === 'USDT')
  engine.open({ currency: 'USDT', cash: usdt?.free ?? ZERO_MONEY })
  for (const instrument of instruments) engine.handle({ type: 'InstrumentListed', instrument })
  const compare: DemoTrader['compare'] = async () => {
    const read = { account: venue.account, orders: workingOrders(engine), instruments: instruments.map(({ id }) => id) }
    const books = await readVenueBooks({ ...read, from: () => ({ since: since() }) })
    return { books, differences: reconcile({ local: localBooks(engine.state), venue: books, instruments, prefix: PREFIX }) }
  }
  return {
    engine,
    venue,
    journal,
    instruments,
    lines,
    connect: () => venue.connect(),
    compare,
    arm: async (id) => {
      const booksAt = clock.now()
      engine.handle({ type: 'DifferencesFound', differences: (await compare()).differences, booksAt })
      engine.handle({ type: 'GateChecked', checks: [{ code: 'clock', measured: '0', limit: '1000', passed: true }] })
      return engine.command({ type: 'Arm', id: id as CommandId }, 'user')
    },
    seeMarket: async (only) => {
      for (const { id, venueSymbol } of instruments.filter((each) => (only ?? each.id) === each.id)) {
        const response = await fetch(`${endpoint}/api/v3/ticker/bookTicker?symbol=${venueSymbol}`)
        const best = (await response.json()) as Record<'bidPrice' | 'bidQty' | 'askPrice' | 'askQty', string>
        const now = clock.now()
        engine.bookSeen(id, now)
        engine.handle({
          type: 'QuoteReceived',
          quote: {
            ...{ kind: 'quote', instrument: id, exchangeTime: now, receivedTime: now },
            ...{ bid: price(best.bidPrice), bidSize: quantity(best.bidQty) },
            ...{ ask: price(best.askPrice), askSize: quantity(best.askQty) },
          },
        })
      }
      engine.handle({ type: 'VenueClockMeasured', reading: await venue.account.clock() })
    },
    close: async () => {
      await venue.close()
      journal.close()
    },
  }
}

const workingOrders = ({ state }: TradingEngine): readonly Order[] =>
  [...state.orders.values()].filter(({ id }) => state.working.has(id))

/** When the account of a journal was opened: all of its trades are later. */
function openedAt(journal: Journal): Millis | undefined {
  let at: Millis | undefined
  journal.replay(
    (row) => {
      at ??= row.at
    },
    ['AccountOpened'],
  )
  return at === undefined ? undefined : millis(at - SKEW)
}
