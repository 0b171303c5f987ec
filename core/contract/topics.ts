import type {
  Fill,
  Gap,
  Instrument,
  Order,
  PortfolioView,
  PositionView,
  Quote,
  Regime,
  RuleCheck,
  Schedule,
  Signal,
  Trade,
  Wire,
} from '../domain/index.ts'
import type { ModeRow } from './live.ts'
import { LOGS_KEPT, type LogRow } from './logs.ts'
import type { PromotionRow, ResearchRunRow } from './research.ts'
import type { ServiceName } from './services.ts'

export type QuoteRow = Wire<Quote>
export type TradeRow = Wire<Trade>
/** Told anew under its id as it is repaired. Times are the venue's, ms; see the domain's Gap. */
export type GapRow = Wire<Gap>
export type InstrumentRow = Wire<Instrument>
export type SignalRow = Wire<Signal>
export type OrderRow = Wire<Order> & {
  /** Mean price of what was filled; absent before that. */
  readonly averagePrice?: string
  /** Not filled yet. */
  readonly left?: string
  /** Somebody else's, taken into these books. */
  readonly external?: boolean
}
/** Told anew under its id as slices go, fill or are refused. */
export type ScheduleRow = Wire<Schedule> & {
  /** What is not filled yet. */
  readonly left?: string
  /** Mean price of what was filled; absent before that, and where fills are too old to be remembered. */
  readonly averagePrice?: string
}
export type FillRow = Wire<Fill>
export type PositionRow = Wire<PositionView>
export type PortfolioRow = Wire<PortfolioView>

/** Levels best first as [price, quantity] text. */
export interface BookRow {
  readonly instrument: string
  readonly exchangeTime: number
  readonly receivedTime: number
  readonly sequence: number
  readonly state: 'live' | 'resyncing'
  readonly bids: readonly (readonly [string, string])[]
  readonly asks: readonly (readonly [string, string])[]
}

export interface CandleRow {
  readonly instrument: string
  readonly timeframe: string
  readonly openTime: number
  readonly open: string
  readonly high: string
  readonly low: string
  readonly close: string
  readonly volume: string
  readonly trades: number
  readonly closed: boolean
}

/** The health of one stream. `limit` is the silence, in ms, after which it counts as stale. */
export interface ChannelRow {
  readonly exchange: string
  readonly instrument: string
  readonly channel: string
  readonly lastReceivedAt: number
  readonly limit: number
  readonly messages: number
  readonly rejected: number
  /** The same by what was wrong with them; absent before the first. */
  readonly rejectedByReason?: Readonly<Record<string, number>>
  readonly gaps: number
  readonly resyncs: number
  /** Receive time minus exchange time of the newest message, ms. */
  readonly latency: number
  /** False where nothing numbers or sums the updates of a book, so that a lost one goes unnoticed. */
  readonly sequenceCheck: boolean
  /** The venue's clock minus ours, ms; null before it was measured. */
  readonly clockOffset: number | null
  /** How far the clocks may be apart before entries are blocked, ms. */
  readonly clockOffsetLimit: number
}

export interface TradingStateRow {
  readonly environment: 'paper' | 'live'
  readonly halted: boolean
  readonly haltReason: string
  readonly defaultMode: string
  readonly strategyModes: readonly { readonly strategy: string; readonly mode: string }[]
  /** Every limit as measured against allowed, now. */
  readonly checks: readonly RuleCheck[]
  readonly pendingSignals: number
  /** Who allowed entries, and when; absent while nobody did. */
  readonly armed?: { readonly by: string; readonly at: number }
  /** Between these books and the venue's; entries wait until each is settled. */
  readonly openDifferences?: number
  /** Whether somebody seems to be there, and what was done without them. */
  readonly attendance?: { readonly stage: string; readonly since: number; readonly presentAt: number; readonly expired: number }
  readonly lastSequence: number
}

/** Where a resting order stands at its price. Only of venues that can tell: the paper venue. Gone once it rests no more. */
export interface QueueRow {
  readonly orderId: string
  readonly clientOrderId: string
  readonly instrument: string
  readonly side: 'buy' | 'sell'
  readonly limitPrice: string
  /** Of the order, not filled yet. */
  readonly left: string
  /** What others show at the price before it and after it, as the model of the queue believes. */
  readonly ahead: string
  readonly behind: string
}

export interface EquityRow {
  readonly at: number
  readonly equity: string
}

export interface JournalRow {
  readonly sequence: number
  readonly at: number
  readonly cause: number
  readonly kind: 'input' | 'event'
  readonly type: string
  readonly payload: unknown
}

/** Closed round trips, the recent ones counting more; null is a share of nothing. */
export interface TrackRow {
  readonly trades: number
  /** 0 to 1. */
  readonly winRate: number | null
  /** Mean profit after fees of a trade, over its cost. */
  readonly expectancy: number | null
  /** The same in multiples of what the stop risked, over the trades that had a stop. */
  readonly expectancyR: number | null
}

export interface StrategyRow {
  readonly id: string
  readonly strategy: string
  readonly title: string
  readonly family: string
  readonly instrument: string
  readonly timeframe: string
  readonly enabled: boolean
  readonly params: Readonly<Record<string, number | string>>
  readonly stance: 'long' | 'flat' | 'neutral' | 'warming-up'
  readonly confidence: number
  readonly at: number
  /** What its vote weighs now; 1 without a record. */
  readonly weight: number
  /** Of its market on its timeframe; absent while it is not known. */
  readonly regime?: Regime
  /** What became of the trades that it voted for, in this environment, over all markets it runs on under this name. */
  readonly track?: TrackRow & { readonly lastAt: number; readonly byRegime: readonly (TrackRow & { readonly regime: string })[] }
  /** Set when the strategy threw and was stopped. */
  readonly error?: string
}

export interface FeatureRow {
  readonly instrument: string
  readonly timeframe: string
  readonly feature: string
  /** Missing is null, never zero. */
  readonly value: number | null
  readonly source: string
  readonly asOf: number
}

export interface ServiceRow {
  readonly service: string
  readonly state: 'starting' | 'running' | 'restarting' | 'failed' | 'stopped'
  readonly restarts: number
  readonly heartbeatAt: number
  /** Event-loop lag p99 of the last interval, ms. */
  readonly loopLag: number
  /** Resident or heap memory, bytes. */
  readonly memory: number
  readonly error?: string
}

/** One measured number for the status bar and /metrics. */
export interface MetricRow {
  readonly name: string
  readonly value: number
  readonly unit: 'ms' | 'count' | 'per-second' | 'bytes' | 'ratio'
  readonly at: number
  /** What the value should stay within, and where somebody is told; absent for what nobody judges. */
  readonly threshold?: { readonly worse: 'above' | 'below'; readonly target: number; readonly alert: number }
}

export interface AlertRow {
  readonly id: string
  readonly at: number
  readonly severity: 'info' | 'warning' | 'critical'
  readonly source: string
  readonly message: string
}

export interface TopicRows {
  'market.quotes': QuoteRow
  'market.books': BookRow
  'market.trades': TradeRow
  'market.candles': CandleRow
  'market.channels': ChannelRow
  'market.gaps': GapRow
  'trading.signals': SignalRow
  'trading.orders': OrderRow
  'trading.fills': FillRow
  'trading.schedules': ScheduleRow
  'trading.positions': PositionRow
  'trading.portfolio': PortfolioRow
  'trading.equity': EquityRow
  'trading.state': TradingStateRow
  'trading.queue': QueueRow
  'trading.journal': JournalRow
  'strategy.instances': StrategyRow
  'strategy.features': FeatureRow
  'recorder.metrics': MetricRow
  'feed.metrics': MetricRow
  'trading.metrics': MetricRow
  'research.runs': ResearchRunRow
  'research.promotions': PromotionRow
  'system.services': ServiceRow
  'system.alerts': AlertRow
  'system.logs': LogRow
  'system.mode': ModeRow
}
export type Topic = keyof TopicRows

/**
 * latest: the newest row per key wins while a client lags (counted as conflated)
 * tail:   the newest `limit` rows matter; older ones are dropped for a lagging client (counted)
 * exact:  every patch is delivered in order; nothing about money is ever merged away
 */
export type Delivery = 'latest' | 'tail' | 'exact'

export interface TopicSpec<Row> {
  readonly service: ServiceName
  readonly delivery: Delivery
  /** Rows kept, oldest out first. */
  readonly limit: number
  readonly key: (row: Row) => string
  /** What a subscription's filter is compared with; empty filter means every row. */
  readonly group: (row: Row) => string
}

const spec = <Row>(
  service: ServiceName,
  delivery: Delivery,
  limit: number,
  keys: Pick<TopicSpec<Row>, 'key' | 'group'>,
): TopicSpec<Row> => ({
  service,
  delivery,
  limit,
  ...keys,
})
const single = { key: () => 'all', group: () => '' }

export const candleGroup = (instrument: string, timeframe: string): string => `${instrument}|${timeframe}`

export const TOPICS: { readonly [T in Topic]: TopicSpec<TopicRows[T]> } = {
  'market.quotes': spec('feed', 'latest', 5_000, { key: (r) => r.instrument, group: (r) => r.instrument }),
  'market.books': spec('feed', 'latest', 5_000, { key: (r) => r.instrument, group: (r) => r.instrument }),
  'market.trades': spec('feed', 'tail', 2_000, { key: (r) => `${r.instrument}|${r.id}`, group: (r) => r.instrument }),
  'market.candles': spec('feed', 'latest', 20_000, {
    key: (r) => `${r.instrument}|${r.timeframe}|${String(r.openTime)}`,
    group: (r) => candleGroup(r.instrument, r.timeframe),
  }),
  'market.channels': spec('feed', 'latest', 5_000, { key: (r) => `${r.instrument}|${r.channel}`, group: (r) => r.instrument }),
  'market.gaps': spec('feed', 'latest', 2_000, { key: (r) => r.id, group: (r) => r.instrument }),
  'trading.signals': spec('trader', 'exact', 500, { key: (r) => r.id, group: (r) => r.instrument }),
  'trading.orders': spec('trader', 'exact', 10_000, { key: (r) => r.id, group: (r) => r.instrument }),
  'trading.fills': spec('trader', 'exact', 10_000, { key: (r) => r.id, group: (r) => r.instrument }),
  'trading.schedules': spec('trader', 'exact', 500, { key: (r) => r.id, group: (r) => r.instrument }),
  'trading.positions': spec('trader', 'latest', 1_000, { key: (r) => r.instrument, group: (r) => r.instrument }),
  'trading.portfolio': spec('trader', 'latest', 1, single),
  'trading.equity': spec('trader', 'tail', 5_000, { key: (r) => String(r.at), group: () => '' }),
  'trading.state': spec('trader', 'latest', 1, single),
  'trading.queue': spec('trader', 'latest', 1_000, { key: (r) => r.orderId, group: (r) => r.instrument }),
  'trading.journal': spec('trader', 'tail', 500, { key: (r) => String(r.sequence), group: () => '' }),
  'strategy.instances': spec('strategy', 'latest', 1_000, { key: (r) => r.id, group: (r) => r.instrument }),
  'strategy.features': spec('strategy', 'latest', 10_000, {
    key: (r) => `${r.instrument}|${r.timeframe}|${r.feature}`,
    group: (r) => r.instrument,
  }),
  'recorder.metrics': spec('recorder', 'latest', 100, { key: (r) => r.name, group: () => '' }),
  'feed.metrics': spec('feed', 'latest', 1_000, { key: (r) => r.name, group: () => '' }),
  'trading.metrics': spec('trader', 'latest', 100, { key: (r) => r.name, group: () => '' }),
  'research.runs': spec('research', 'latest', 200, { key: (r) => r.id, group: (r) => r.kind }),
  'research.promotions': spec('research', 'latest', 500, {
    key: (r) => `${r.strategy}|${r.instrument}`,
    group: (r) => r.instrument,
  }),
  'system.services': spec('host', 'latest', 50, { key: (r) => r.service, group: () => '' }),
  'system.alerts': spec('host', 'tail', 500, { key: (r) => r.id, group: () => '' }),
  'system.logs': spec('host', 'tail', LOGS_KEPT, { key: (r) => r.id, group: (r) => r.service }),
  'system.mode': spec('host', 'latest', 1, single),
}

export const isTopic = (text: string): text is Topic => Object.hasOwn(TOPICS, text)
