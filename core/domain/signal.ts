import type { Money, Price, Quantity, Rate } from './decimal.ts'
import type { InstrumentId, OrderId, SignalId, StrategyId } from './ids.ts'
import type { Gap } from './market.ts'
import type { Regime } from './regime.ts'
import type { Millis, Timeframe } from './time.ts'

export const STANCES = ['long', 'flat', 'neutral'] as const
/** long: own it; flat: do not own it; neutral: no view. Spot markets know no short. */
export type Stance = (typeof STANCES)[number]

/** One feature's part in an opinion. A missing feed is `null`, never zero. */
export interface FeatureUse {
  readonly feature: string
  readonly value: number | null
  readonly source: string
  /** The time of the newest datum the value depends on. */
  readonly asOf: Millis
  /** Signed share of the confidence. */
  readonly contribution: number
}

/** What one strategy thinks of one market now; it knows nothing of positions or money. */
export interface Opinion {
  readonly strategy: StrategyId
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  readonly at: Millis
  readonly stance: Stance
  /** 0 to 1. */
  readonly confidence: number
  readonly reasons: readonly FeatureUse[]
  readonly stop?: Price
  readonly target?: Price
  /** As {@link Position.trail}. */
  readonly trail?: Rate
}

export interface Vote {
  readonly strategy: StrategyId
  readonly stance: Stance
  readonly confidence: number
  readonly weight: number
  /** Of the market on the voter's timeframe when the votes were counted; absent while it is not known. */
  readonly regime?: Regime
}

export type SignalAction = 'buy' | 'sell'

/** An open gap as it was known when a signal was made over it. */
export type SignalGap = Pick<Gap, 'id' | 'channel' | 'cause' | 'startTime' | 'endTime' | 'missingCount' | 'recovered'>

/** The aggregated proposal that the trader receives. */
export interface CandidateSignal {
  readonly id: SignalId
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  readonly action: SignalAction
  /** 0 to 1 after weighting. */
  readonly confidence: number
  readonly votes: readonly Vote[]
  /** Share of the weight that voted against; shown, never averaged away. */
  readonly conflict: number
  readonly entry: Price
  readonly stop?: Price
  readonly target?: Price
  readonly trail?: Rate
  readonly reasoning: readonly FeatureUse[]
  /** Holes in the data that reach into a voter's look-back, the first ten; absent where there is none. */
  readonly gaps?: readonly SignalGap[]
  readonly createdAt: Millis
}

export const SIGNAL_STATES = ['PENDING', 'APPROVED', 'REJECTED', 'EXPIRED', 'SUPERSEDED', 'WITHDRAWN', 'BLOCKED'] as const
/** Only APPROVED leads to an order, and to at most one. All but PENDING are final. */
export type SignalState = (typeof SIGNAL_STATES)[number]

export const APPROVAL_MODES = ['auto', 'manual', 'advisory'] as const
export type ApprovalMode = (typeof APPROVAL_MODES)[number]

/** One risk rule's verdict; every rule is listed for every decision. */
export interface RuleCheck {
  readonly code: string
  /** What was measured, in the rule's own unit, as text for a person. */
  readonly measured: string
  readonly limit: string
  readonly passed: boolean
}

/** How the size of an entry came about; all are plain shares and ratios. */
export interface Sizing {
  /** Of the proposal, 0 to 1: the win rate before any record. */
  readonly confidence: number
  /** Fresh trades that the record of those who voted is worth; 0: there is none. */
  readonly recordTrades: number
  /** Of the record, drawn towards the confidence. */
  readonly winRate: number
  /** Mean gain over mean loss of the record, drawn towards the proposal's own reward over risk. */
  readonly payoff: number
  /** Full Kelly's share of equity; below zero without an edge. */
  readonly kelly: number
  /** What being ahead of the goal leaves of it, above 0, at most 1. */
  readonly goalFactor: number
  /** Share of equity before its bounds, and the one that was used. */
  readonly unbounded: number
  readonly fraction: number
}

/** The market at an approval against the signal that is approved, and against what the person saw. */
export interface ApprovalDiff {
  readonly at: Millis
  readonly bid: Price
  readonly ask: Price
  /** The ask that was before the person's eyes; absent where nobody said. */
  readonly seen?: Price
  /** The size that is to be bought. */
  readonly quantity: Quantity
  /** From the signal's entry to the ask; above zero: it became dearer. */
  readonly driftBps: number
  readonly spreadBps: number
  /** Of the older of price and book, ms. */
  readonly dataAge: number
  /** Mean price of the whole size over the best one; null where what is shown does not reach. */
  readonly slippageBps: number | null
  /** `quote`: no book is followed, so only the best level is known. */
  readonly slippageFrom: 'book' | 'quote'
  readonly expectedPrice?: Price
  /** From the bid down to the stop; null without one. */
  readonly stopDistanceBps: number | null
  /** The terms of the signal, where they were edited. */
  readonly proposed?: { readonly quantity: Quantity; readonly stop?: Price; readonly target?: Price }
  /** Every tolerance, measured against its limit. */
  readonly checks: readonly RuleCheck[]
}

export interface Signal extends CandidateSignal {
  readonly state: SignalState
  readonly mode: ApprovalMode
  readonly quantity: Quantity
  /** What the quantity costs at the entry price, fees excluded. */
  readonly notional: Money
  /** What is lost when the stop is hit at its price, fees excluded: one R. Absent without a stop. */
  readonly riskAmount?: Money
  /** Of an entry; absent for a sale and in journals from before it was kept. */
  readonly sizing?: Sizing
  readonly checks: readonly RuleCheck[]
  /** True when a known hole in the data lies inside the look-back that led to this signal. */
  readonly gapOpen: boolean
  readonly expiresAt: Millis
  readonly decidedAt?: Millis
  /** Who or what ended the wait: `user`, `auto`, `clock`, `engine`. */
  readonly decidedBy?: string
  readonly reason?: string
  readonly orderId?: OrderId
  /** What the market was when the decision was made. */
  readonly seenBid?: Price
  readonly seenAsk?: Price
  /** What an approval was made on. */
  readonly diff?: ApprovalDiff
}
