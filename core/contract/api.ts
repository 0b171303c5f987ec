import type { BookBins, CommandResult, DerivedMetrics, FreshnessTier, Wire } from '../domain/index.ts'
import type { BookColumnRow, BookHistoryRequest } from './book-history.ts'
import type { IndicatorDescription, IndicatorRequest, IndicatorSeries } from './indicators.ts'
import type { GateView, LiveApi, ModeRow } from './live.ts'
import type { LogRow } from './logs.ts'
import type { OverridesQuery, OverridesRow } from './overrides.ts'
import type { PerformanceQuery, PerformanceRow } from './performance.ts'
import type { ApprovalPreviewRow, OrderPreview } from './previews.ts'
import type { BacktestAnalysis, GeneratorSchedule, PromotionRow, ResearchRunRow } from './research.ts'
import type { RiskRow } from './risk.ts'
import type {
  BookRow,
  CandleRow,
  ChannelRow,
  FeatureRow,
  FillRow,
  GapRow,
  InstrumentRow,
  JournalRow,
  OrderRow,
  PortfolioRow,
  PositionRow,
  QuoteRow,
  ScheduleRow,
  ServiceRow,
  SignalRow,
} from './topics.ts'
import type { WhyRow } from './why.ts'

export interface GapRequest {
  readonly instrument?: string
  /** Gaps that reach into [from, to), epoch ms. */
  readonly from?: number
  readonly to?: number
  /** Only those that nothing has repaired. */
  readonly open?: boolean
  /** The newest so many, oldest first; at most 2,000. */
  readonly limit: number
}

/** How old an answer is, ms. Beyond its freshness tier it is not fresh: to be shown as stale, not to be traded on. */
export interface AgedRow {
  readonly age: number
  readonly fresh: boolean
}

/** The newest samples of a market's book; null is what was never sampled. */
export interface BookMetricsRow {
  readonly instrument: string
  readonly bins: (Wire<BookBins> & AgedRow) | null
  readonly metrics: (Wire<DerivedMetrics> & AgedRow) | null
}

/** Reads of a service's memory of one freshness tier, since its start. */
export interface CacheRow {
  readonly tier: FreshnessTier
  /** Age in ms up to which an entry is fresh. */
  readonly freshFor: number
  readonly hits: number
  readonly stale: number
  readonly misses: number
  readonly entries: number
}

/** What each service answers. Plain data both ways; decimals are strings. */
export type FeedApi = {
  instruments(): Promise<readonly InstrumentRow[]>
  /** The book, `depth` levels a side; null when there is none yet. */
  book(instrument: string, depth: number): Promise<(BookRow & AgedRow) | null>
  /** Null before the first one. */
  quote(instrument: string): Promise<(QuoteRow & AgedRow) | null>
  bookMetrics(instrument: string): Promise<BookMetricsRow>
  /** The health of every stream now; see the topic of the same rows. */
  channels(): Promise<readonly ChannelRow[]>
  cache(): Promise<readonly CacheRow[]>
}

export interface ListQuery {
  readonly instrument?: string
  /** Newest first; at most 2,000. */
  readonly limit?: number
}

export interface TraderHealth {
  /** False while decisions cannot be made durable: no entries leave. */
  readonly journalWritable: boolean
  readonly halted: boolean
  readonly haltReason: string
}

export type TraderApi = {
  health(): Promise<TraderHealth>
  /** Takes a SubmitOrder command, or one with `sizeBy` in the place of its quantity; refuses what is neither, and what is no size, with field, value and remedy. */
  preview(command: unknown): Promise<OrderPreview>
  /** What to show before an approval; `edits` are the fields of ApproveSignal beside its ids. Null for a signal that is not known. */
  approval(signalId: string, edits: unknown): Promise<ApprovalPreviewRow | null>
  /** Parsed by schema; answered once per command id, also when it is sent again. */
  command(command: unknown, by: string): Promise<CommandResult>
  signals(query: ListQuery): Promise<readonly SignalRow[]>
  orders(query: ListQuery): Promise<readonly OrderRow[]>
  fills(query: ListQuery): Promise<readonly FillRow[]>
  /** Orders that are or were placed slice by slice. */
  schedules(query: ListQuery): Promise<readonly ScheduleRow[]>
  positions(): Promise<readonly PositionRow[]>
  portfolio(): Promise<PortfolioRow>
  journal(after: number, limit: number): Promise<readonly JournalRow[]>
  /** Every journal row that mentions a signal or order, oldest first: its whole story. */
  explain(id: string): Promise<readonly JournalRow[]>
  /** The whole story of an order, a client order, a signal or a fill. Throws InputError with the nearest ids for any other. */
  why(id: string): Promise<WhyRow>
  /** What overriding signals earned or cost, by strategy, hour of the day (UTC) or reason. Null where that is not followed. */
  overrides(query: OverridesQuery): Promise<OverridesRow | null>
  /** How the account did, from its journal: whole, by strategy, market and day, with its equity over time. */
  performance(query: PerformanceQuery): Promise<PerformanceRow>
  /** Every limit with the share of it that is used, the breakers, and where the money stands. */
  risk(): Promise<RiskRow>
}

interface ParameterRow {
  readonly name: string
  readonly description: string
}

/** A number within a range, or one of a few names. */
export type StrategyParameterRow =
  | (ParameterRow & { readonly min: number; readonly max: number; readonly default: number; readonly integer: boolean })
  | (ParameterRow & { readonly choices: readonly string[]; readonly default: string })

export interface StrategyDescriptor {
  readonly id: string
  /** Its own number; a user's file adds a fingerprint of its text: `2 (3fa9c2d1)`. Empty until it was loaded once. */
  readonly version: string
  readonly origin: 'built-in' | 'user' | 'generated'
  readonly title: string
  readonly family: string
  readonly description: string
  readonly parameters: readonly StrategyParameterRow[]
  /** `idle`: it has no work, or was switched off. `stopped`: it cannot work until its file or its settings change. */
  readonly state: 'running' | 'idle' | 'stopped'
  /** Why it was stopped, or what is wrong with the newest edit of its file while the last good version runs on. */
  readonly problem?: string
}

export type StrategyApi = {
  catalog(): Promise<readonly StrategyDescriptor[]>
  /** The indicators of a market as its newest fact left them; null before the first. */
  indicators(instrument: string): Promise<(AgedRow & { readonly indicators: readonly FeatureRow[] }) | null>
  cache(): Promise<readonly CacheRow[]>
}

export interface CandleRequest {
  readonly instrument: string
  readonly timeframe: string
  /** Epoch ms, inclusive. */
  readonly from?: number
  readonly to?: number
  /** The newest `limit` bars of the range, oldest first; at most 10,000. */
  readonly limit: number
}

export type RecorderApi = {
  candles(request: CandleRequest): Promise<readonly CandleRow[]>
  /** Holes in the data, of this run and before. Throws InputError for a range or limit that makes no sense. */
  gaps(request: GapRequest): Promise<readonly GapRow[]>
  /** Every indicator there is. */
  indicators(): Promise<readonly IndicatorDescription[]>
  /** One of them over recorded bars: the numbers that strategies are given. Throws InputError that names what is wrong. */
  indicator(request: IndicatorRequest): Promise<IndicatorSeries>
  /** Recorded books, oldest first. Throws InputError for a request that makes no sense. */
  bookHistory(request: BookHistoryRequest): Promise<readonly BookColumnRow[]>
  cache(): Promise<readonly CacheRow[]>
}

export interface ReplayRequest {
  readonly exchange: string
  readonly captures: readonly string[]
  readonly format?: string
}

export type ResearchApi = {
  /** Runs a capture through the whole pipeline; see the replay command for the report's fields. */
  replay(request: ReplayRequest): Promise<unknown>
  /** Queues long work; refuses what is not a request with field, value and remedy. */
  start(request: unknown): Promise<ResearchRunRow>
  /** False where there is nothing to cancel. */
  cancel(id: string): Promise<boolean>
  /** Newest first. */
  runs(limit: number): Promise<readonly ResearchRunRow[]>
  /** What the command of that kind prints with --json; null while there is none. */
  report(id: string): Promise<unknown>
  /** What the trades of a finished backtest say beside its report; null where there is none. */
  analysis(id: string): Promise<BacktestAnalysis | null>
  /** Puts what a finished search found to work on paper. Throws InputError for what it did not find or what did not pass. */
  promote(run: string, strategy: string): Promise<boolean>
  /** Strategies that were put to work on paper, newest first, retired ones too. */
  promotions(): Promise<readonly PromotionRow[]>
  /** Takes a promoted strategy off a market for good; false where it is not at work. */
  retire(strategy: string, instrument: string, reason: string): Promise<boolean>
  schedule(): Promise<GeneratorSchedule>
}

export interface HostStatus {
  readonly version: string
  readonly environment: 'paper' | 'live'
  readonly startedAt: number
  readonly uptime: number
  /** What the prices are, in words for the header: `demo market`, `demo recording`, `binance`. */
  readonly source: string
  /** What a person must know about the source, such as that its book is simulated. */
  readonly sourceNote: string
  readonly services: readonly ServiceRow[]
  readonly exchanges: readonly { readonly id: string; readonly endpoint: string; readonly symbols: readonly string[] }[]
  readonly dataDir: string
}

/** What `/api/status` adds to an exchange; null before it was measured, and while the feed does not answer. */
export interface VenueState {
  /** The venue's clock minus ours, ms. */
  readonly clockOffset: number | null
  /** See {@link ChannelRow}. */
  readonly sequenceCheck: boolean | null
}

export type HostApi = {
  status(): Promise<HostStatus>
  /** The newest lines of all logs, the newest first; see parseLogQuery for what may be asked. */
  logs(query: unknown): Promise<readonly LogRow[]>
  mode(): Promise<ModeRow>
  /** Starts the live trader and runs the gate; live is armed by `armLive`, once everything is settled. */
  toLive(by: string): Promise<ModeRow>
  /** Live is disarmed first, then paper armed. The live trader goes on until it holds nothing. */
  toPaper(by: string): Promise<ModeRow>
  /** Runs the gate once more, disarms paper and arms live. */
  armLive(by: string): Promise<CommandResult>
  /** The gate of the live trader; while that does not run, what is to be done first. */
  gate(): Promise<GateView>
}

export interface ServiceApis {
  readonly feed: FeedApi
  readonly strategy: StrategyApi
  readonly trader: TraderApi
  readonly 'trader-paper': TraderApi
  readonly 'trader-live': TraderApi & LiveApi
  readonly recorder: RecorderApi
  readonly research: ResearchApi
  readonly host: HostApi
}

const TRADER = [
  'health',
  'command',
  'preview',
  'approval',
  'signals',
  'orders',
  'fills',
  'schedules',
  'positions',
  'portfolio',
  'journal',
  'explain',
  'why',
  'overrides',
  'performance',
  'risk',
] as const satisfies readonly (keyof TraderApi)[]

/** The one list of method names; both ends derive from it. */
export const API_METHODS: { readonly [S in keyof ServiceApis]: readonly (keyof ServiceApis[S] & string)[] } = {
  feed: ['instruments', 'book', 'quote', 'bookMetrics', 'channels', 'cache'],
  strategy: ['catalog', 'indicators', 'cache'],
  trader: TRADER,
  'trader-paper': TRADER,
  'trader-live': [...TRADER, 'gate', 'runGate', 'unknown', 'external', 'shadow'],
  recorder: ['candles', 'gaps', 'indicators', 'indicator', 'bookHistory', 'cache'],
  research: ['replay', 'start', 'cancel', 'runs', 'report', 'analysis', 'promote', 'promotions', 'retire', 'schedule'],
  host: ['status', 'logs', 'mode', 'toLive', 'toPaper', 'armLive', 'gate'],
}
