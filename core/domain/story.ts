import type { Command } from './command.ts'
import type { Money, Price, Quantity, Rate } from './decimal.ts'
import type { EngineEvent, EngineInput } from './event.ts'
import type { FillId, InstrumentId, OrderId } from './ids.ts'
import type { Fill, Order, OrderState } from './order.ts'
import type { ApprovalDiff, RuleCheck, Signal, SignalState } from './signal.ts'
import type { Millis } from './time.ts'

/** A row of the journal, and the input that it came of. */
export interface StoryMoment {
  readonly sequence: number
  readonly at: Millis
  readonly cause: number
  /** `unrecorded` where the input of the row is gone. */
  readonly input: EngineInput['type'] | 'unrecorded'
  /** Of an input that somebody gave: the command and who gave it. */
  readonly command?: Command['type']
  readonly by?: string
}

/** What the market was when something was decided, as the engine had it before its eyes. */
export interface StoryMarket {
  readonly bid: Price
  readonly ask: Price
  readonly bidSize: Quantity
  readonly askSize: Quantity
  /** By the venue's clock, and when this machine received it. */
  readonly exchangeTime: Millis
  readonly receivedTime: Millis
  /** From its receipt to the decision, ms. */
  readonly age: number
  /** The venue's number of the book that was looked at, and when that came; absent where none was. */
  readonly bookSequence?: number
  readonly bookReceivedTime?: Millis
}

export interface SignalDecision extends StoryMoment {
  readonly state: SignalState
  readonly decidedBy: string
  readonly reason: string
  readonly quantity: Quantity
  readonly stop?: Price
  readonly target?: Price
  readonly trail?: Rate
  readonly checks: readonly RuleCheck[]
  readonly diff?: ApprovalDiff
  readonly orderId?: OrderId
  readonly market?: StoryMarket
  /** Ms since the signal was made. */
  readonly after: number
}

export interface SignalStory {
  /** As it is now: features and their contributions, votes, conflict, gaps, sizing, and what was decided of it. */
  readonly signal: Signal
  readonly created: StoryMoment
  /** As proposed: every rule on the market of then. */
  readonly checks: readonly RuleCheck[]
  readonly market?: StoryMarket
  /** From the newest datum of its features, and from the strategies' proposal, to its row in the journal, ms. */
  readonly sinceData?: number
  readonly sinceProposal: number
  readonly decision?: SignalDecision
}

export interface OrderMove extends StoryMoment {
  readonly state: OrderState
  readonly reason?: string
  readonly venueOrderId?: string
  /** Ms since the move before; of the first since the order was made. */
  readonly after: number
}

export interface FillStory extends StoryMoment {
  readonly fill: Fill
  /** Ms since the order was made. */
  readonly after: number
  /** What it cost against the price at the decision; below zero it was better. Absent where that price is not known. */
  readonly slippageCost?: Money
  readonly slippageBps?: number
}

export interface OrderStory {
  readonly order: Order
  readonly created: StoryMoment
  readonly checks: readonly RuleCheck[]
  readonly stop?: Price
  readonly target?: Price
  readonly trail?: Rate
  readonly market?: StoryMarket
  /** The price the order was decided on: the level of a stop or a target, else the far side of that market. */
  readonly decisionPrice?: Price
  readonly moves: readonly OrderMove[]
  readonly fills: readonly FillStory[]
  readonly averagePrice?: Price
  readonly slippageCost?: Money
}

/** What a fill or a funding made of the position. */
export interface PositionStep extends StoryMoment {
  readonly fillId?: FillId
  readonly funding?: Money
  readonly quantity: Quantity
  readonly averagePrice?: Price
  /** By this step, fees apart; its fees, those in the base asset at the price of the fill; and the market's gains since the account was opened. */
  readonly gain: Money
  readonly fees: Money
  readonly realisedPnl: Money
  readonly flat: boolean
}

export interface ProtectionStep extends StoryMoment {
  readonly event: 'ProtectionSet' | 'StopTrailed'
  readonly stop?: Price
  readonly target?: Price
  readonly trail?: Rate
  readonly setBy: string
}

export interface CommandStory extends StoryMoment {
  readonly content: Command
  readonly ok: boolean
  readonly code: string
  readonly message: string
  /** The market that a refused approval was refused on. */
  readonly diff?: ApprovalDiff
}

/** Something else that bears on it: a halt, nobody there, a jump of the clock, a report that was not believed. */
export interface StoryNotice extends StoryMoment {
  readonly event: EngineEvent['type']
  readonly text: string
}

/** Everything that the journal knows of one order, from the frame it was decided on to what came of it. */
export interface WhyStory {
  readonly asked: string
  readonly kind: 'order' | 'client-order' | 'signal' | 'candidate' | 'fill'
  readonly instrument: InstrumentId
  /** The order that was asked about; absent for a signal that led to none. */
  readonly orderId?: OrderId
  readonly signals: readonly SignalStory[]
  /** That order, and with one that was filled all others of the same position, oldest first. */
  readonly orders: readonly OrderStory[]
  readonly position: readonly PositionStep[]
  readonly protection: readonly ProtectionStep[]
  readonly commands: readonly CommandStory[]
  readonly notices: readonly StoryNotice[]
  /** Of the position so far: what was realised, fees apart, its fees and its funding. Absent while nothing was filled. */
  readonly result?: {
    readonly open: boolean
    readonly gain: Money
    readonly fees: Money
    readonly funding: Money
    readonly netPnl: Money
  }
}
