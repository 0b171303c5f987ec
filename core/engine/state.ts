import {
  type ApprovalMode,
  type BookSnapshot,
  type ClientOrderId,
  type ClockReading,
  type CommandId,
  type CommandResult,
  type Environment,
  type ExchangeId,
  type Fill,
  type FillId,
  type Instrument,
  type InstrumentId,
  type Millis,
  millis,
  type Money,
  type Order,
  type OrderId,
  type Position,
  type Price,
  type Quote,
  type Rate,
  type Schedule,
  type ScheduleId,
  type Signal,
  type SignalId,
  type StrategyId,
  ZERO_MONEY,
} from '../domain/index.ts'
import type { LocalProtection } from '../execution/index.ts'
import { type Attendance, attended } from './attendance.ts'
import { type Armed, type GateResult, nothingKnown, type VenueKnowledge } from './fold-live.ts'
import type { RecentOrder } from '../risk/index.ts'
import type { OpenTrip, TrackedTrade } from '../signals/index.ts'
import { NotedCloses, NotedMap } from './noted.ts'

/** Final orders, signals and fills kept in memory for the screens; the journal has all of them. */
export const KEPT = 2_000

export interface Bracket {
  readonly stop?: Price
  readonly target?: Price
  readonly trail?: Rate
}

/** Of the market, which arrives again by itself, and of what can be written now: no fold over the journal, and in no snapshot. */
export const NOT_FOLDED = [
  'quotes',
  'booksSeen',
  'minuteCloses',
  'books',
  'reached',
  'journalWritable',
  'marketDataWritable',
] as const satisfies readonly (keyof EngineState)[]

/** Everything the trader knows. All of it is a fold over the journal's events, except what {@link NOT_FOLDED} names. */
export interface EngineState extends VenueKnowledge {
  environment: Environment
  currency: string
  opened: boolean
  openedAt: Millis
  cash: Money
  startingCash: Money
  peakEquity: Money
  day: number
  dayStartEquity: Money
  lastEquity: Money
  lastSampleAt: Millis | undefined
  consecutiveLosses: number
  halt: { readonly code: string; readonly reason: string; readonly by: string } | undefined
  /** Who allowed entries; undefined: none are made. */
  armed: Armed | undefined
  /** The newest gate of this session, and since the clock last jumped. */
  gate: GateResult | undefined
  attendance: Attendance
  defaultMode: ApprovalMode
  readonly modes: Map<StrategyId, ApprovalMode>
  readonly disabled: Set<StrategyId>
  readonly instruments: Map<InstrumentId, Instrument>
  readonly positions: Map<InstrumentId, Position>
  readonly orders: Map<OrderId, Order>
  readonly byClientId: Map<ClientOrderId, OrderId>
  readonly working: Set<OrderId>
  /** Stop and target to set when the order's first fill arrives. */
  readonly brackets: Map<OrderId, Bracket>
  /** Orders that are placed slice by slice, and those of them that have not ended. */
  readonly schedules: Map<ScheduleId, Schedule>
  readonly activeSchedules: Set<ScheduleId>
  /** Why a protection does not rest at the venue, for positions where it should; until it does. */
  readonly localProtection: Map<InstrumentId, LocalProtection>
  /** Since when the market is where the stop or the target of a position is. */
  readonly reached: NotedMap<InstrumentId, Millis>
  /** Positions being sold whole; each stays here until nothing of it is left. */
  readonly flattening: Set<InstrumentId>
  readonly signals: Map<SignalId, Signal>
  readonly pending: Set<SignalId>
  readonly lastSignalAt: Map<InstrumentId, Millis>
  /** When the last entry signal that a strategy voted for was created, on any market. */
  readonly lastVotedAt: Map<StrategyId, Millis>
  /** Positions on their way from nothing to nothing, and what those that ended say of the strategies behind them. */
  readonly trips: Map<InstrumentId, OpenTrip>
  readonly tracked: Map<StrategyId, readonly TrackedTrade[]>
  readonly fills: Map<FillId, Fill>
  /** The newest orders, those of the last minute at least. */
  readonly recentOrders: RecentOrder[]
  /** When the venue refused an order, and when an outcome could not be learnt; since the last re-arm, the newest {@link KEPT}. */
  readonly rejects: Millis[]
  readonly unknowns: Millis[]
  /** Working orders that somebody wants cancelled, whatever the venue made of the request so far. */
  readonly cancelWanted: Set<OrderId>
  /** Orders whose outcome is not known, since when; a cancel on its way changes nothing about that. */
  readonly unknownSince: Map<OrderId, Millis>
  readonly answered: Map<CommandId, CommandResult>
  readonly quotes: NotedMap<InstrumentId, Quote>
  /** When each market's book was last heard. */
  readonly booksSeen: NotedMap<InstrumentId, Millis>
  /** What the market did minute by minute since this start. */
  readonly minuteCloses: NotedCloses
  /** The newest picture of each book, where its feed gives whole pictures. */
  readonly books: NotedMap<InstrumentId, BookSnapshot>
  /** The newest funding that was settled, of each market that has any. */
  readonly fundedAt: Map<InstrumentId, Millis>
  /** The newest reading of each venue's clock; void since our own clock jumped. */
  readonly clocks: Map<ExchangeId, { readonly reading: ClockReading; readonly void: boolean }>
  /** When our clock last jumped, by the clock after the jump. */
  clockJumpedAt: Millis | undefined
  journalWritable: boolean
  marketDataWritable: boolean
  /** The newest price of each market in a sample of the equity: what a start knows of it before it is heard. */
  readonly marks: Map<InstrumentId, Quote>
}

export function emptyState(environment: Environment, defaultMode: ApprovalMode): EngineState {
  return {
    environment,
    currency: '',
    opened: false,
    openedAt: millis(0),
    cash: ZERO_MONEY,
    startingCash: ZERO_MONEY,
    peakEquity: ZERO_MONEY,
    day: 0,
    dayStartEquity: ZERO_MONEY,
    lastEquity: ZERO_MONEY,
    lastSampleAt: undefined,
    consecutiveLosses: 0,
    halt: undefined,
    armed: undefined,
    gate: undefined,
    ...nothingKnown(),
    attendance: attended(millis(0)),
    defaultMode,
    modes: new Map(),
    disabled: new Set(),
    instruments: new Map(),
    positions: new Map(),
    orders: new Map(),
    byClientId: new Map(),
    working: new Set(),
    brackets: new Map(),
    schedules: new Map(),
    activeSchedules: new Set(),
    localProtection: new Map(),
    reached: new NotedMap(),
    flattening: new Set(),
    signals: new Map(),
    pending: new Set(),
    lastSignalAt: new Map(),
    lastVotedAt: new Map(),
    trips: new Map(),
    tracked: new Map(),
    fills: new Map(),
    recentOrders: [],
    rejects: [],
    unknowns: [],
    cancelWanted: new Set(),
    unknownSince: new Map(),
    answered: new Map(),
    quotes: new NotedMap(),
    booksSeen: new NotedMap(),
    minuteCloses: new NotedCloses(),
    books: new NotedMap(),
    fundedAt: new Map(),
    clocks: new Map(),
    clockJumpedAt: undefined,
    journalWritable: true,
    marketDataWritable: true,
    marks: new Map(),
  }
}
