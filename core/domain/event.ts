import type { Circumstances } from './circumstances.ts'
import type { ClockJump, ClockReading } from './clock.ts'
import type { Command } from './command.ts'
import type { Money, Price, Quantity, Rate } from './decimal.ts'
import type { Difference, Settlement } from './difference.ts'
import type {
  ClientOrderId,
  CommandId,
  FillId,
  InstrumentId,
  OrderId,
  ScheduleId,
  SignalId,
  StrategyId,
  VenueOrderId,
} from './ids.ts'
import type { Instrument } from './instrument.ts'
import type { Quote } from './market.ts'
import type { Environment, Fill, Order, OrderState } from './order.ts'
import type { Schedule } from './schedule.ts'
import type { ApprovalDiff, ApprovalMode, CandidateSignal, RuleCheck, Signal, SignalState } from './signal.ts'
import type { Millis } from './time.ts'

/** What a venue reports about one order; reports may repeat and arrive late. */
export type VenueReport =
  | { readonly type: 'accepted'; readonly clientOrderId: ClientOrderId; readonly venueOrderId: VenueOrderId; readonly at: Millis }
  | { readonly type: 'rejected'; readonly clientOrderId: ClientOrderId; readonly reason: string; readonly at: Millis }
  | {
      readonly type: 'filled'
      readonly clientOrderId: ClientOrderId
      readonly fillId: FillId
      readonly price: Price
      readonly quantity: Quantity
      /** As in {@link Fill}, also the next two. */
      readonly fee: Money
      readonly feeAsset?: string
      readonly feeQuantity?: Quantity
      readonly liquidity: 'maker' | 'taker'
      readonly at: Millis
    }
  | { readonly type: 'cancelled'; readonly clientOrderId: ClientOrderId; readonly reason: string; readonly at: Millis }
  | { readonly type: 'expired'; readonly clientOrderId: ClientOrderId; readonly reason: string; readonly at: Millis }
  | { readonly type: 'unknown'; readonly clientOrderId: ClientOrderId; readonly reason: string; readonly at: Millis }

/** Everything that may enter the trader's engine. */
export type EngineInput =
  | { readonly type: 'SessionOpened'; readonly environment: Environment; readonly startingCash: Money; readonly currency: string }
  | { readonly type: 'InstrumentListed'; readonly instrument: Instrument }
  | { readonly type: 'CandidateReceived'; readonly candidate: CandidateSignal; readonly gapOpen: boolean }
  | { readonly type: 'CommandReceived'; readonly command: Command; readonly by: string }
  | { readonly type: 'VenueReported'; readonly report: VenueReport }
  | { readonly type: 'QuoteReceived'; readonly quote: Quote }
  /** A perpetual market pays or takes its funding on what is held; a time that was settled before is not settled again. */
  | {
      readonly type: 'FundingDue'
      readonly instrument: InstrumentId
      /** Share of the position's value that a holder pays; negative: that a holder receives. */
      readonly fundingRate: Rate
      readonly markPrice: Price
      readonly dueAt: Millis
    }
  | { readonly type: 'ClockTicked' }
  /** Nothing that was stamped before can be compared with now. */
  | { readonly type: 'ClockJumped'; readonly jump: ClockJump }
  | { readonly type: 'VenueClockMeasured'; readonly reading: ClockReading }
  /** What was looked at before real money may be traded. */
  | { readonly type: 'GateChecked'; readonly checks: readonly RuleCheck[] }
  /** Our books were compared with the venue's, as both were at `booksAt`; also when they are equal. */
  | { readonly type: 'DifferencesFound'; readonly differences: readonly Difference[]; readonly booksAt: Millis }

/**
 * attended     somebody gives commands, or nothing waits for them
 * escalated    nobody seems to be there: an alarm, nothing else; any command ends it
 * reduce-only  still nobody: no entries until an explicit re-arm; exits go on
 * flattened    still nobody: every position is being sold
 */
export const UNATTENDED_STAGES = ['attended', 'escalated', 'reduce-only', 'flattened'] as const
export type UnattendedStage = (typeof UNATTENDED_STAGES)[number]

/**
 * by-hand        a person cancelled it; it rests again once a person sets stop or target
 * below-minimum  the venue takes no order that small
 * rejected       the venue refused it
 * ended          the venue ended it by itself
 */
export const LOCAL_PROTECTION_CODES = ['by-hand', 'below-minimum', 'rejected', 'ended'] as const
export type LocalProtectionCode = (typeof LOCAL_PROTECTION_CODES)[number]

/** What the engine decided or learnt. State is a fold over these and nothing else. */
export type EngineEvent =
  | { readonly type: 'AccountOpened'; readonly environment: Environment; readonly currency: string; readonly cash: Money }
  | { readonly type: 'SessionResumed'; readonly environment: Environment }
  | { readonly type: 'InstrumentChanged'; readonly instrument: Instrument }
  | { readonly type: 'SignalCreated'; readonly signal: Signal }
  | { readonly type: 'CandidateFiltered'; readonly candidate: CandidateSignal; readonly code: string; readonly reason: string }
  | {
      readonly type: 'SignalDecided'
      readonly signalId: SignalId
      readonly state: SignalState
      readonly by: string
      readonly reason: string
      readonly checks: readonly RuleCheck[]
      readonly quantity: Quantity
      readonly stop?: Price
      readonly target?: Price
      readonly trail?: Rate
      readonly seenBid?: Price
      readonly seenAsk?: Price
      readonly diff?: ApprovalDiff
      readonly orderId?: OrderId
    }
  | {
      readonly type: 'OrderCreated'
      readonly order: Order
      readonly checks: readonly RuleCheck[]
      readonly stop?: Price
      readonly target?: Price
      readonly trail?: Rate
    }
  | {
      readonly type: 'OrderMoved'
      readonly orderId: OrderId
      readonly state: OrderState
      readonly reason?: string
      readonly venueOrderId?: VenueOrderId
    }
  | { readonly type: 'FillRecorded'; readonly fill: Fill; readonly state: OrderState }
  | {
      readonly type: 'ProtectionSet'
      readonly instrument: InstrumentId
      readonly stop: Price | null
      readonly target: Price | null
      /** Absent: the stop stays where it is. */
      readonly trail?: Rate
      readonly by: string
    }
  /** The market rose, and the trailing stop with it. */
  | { readonly type: 'StopTrailed'; readonly instrument: InstrumentId; readonly stop: Price }
  | {
      readonly type: 'FundingSettled'
      readonly instrument: InstrumentId
      readonly fundingRate: Rate
      readonly markPrice: Price
      /** What was held. */
      readonly quantity: Quantity
      /** What it did to the cash: negative where it was paid. */
      readonly funding: Money
      readonly dueAt: Millis
    }
  | { readonly type: 'ApprovalModeSet'; readonly strategy: StrategyId | null; readonly mode: ApprovalMode }
  | { readonly type: 'StrategyEnabledSet'; readonly strategy: StrategyId; readonly enabled: boolean }
  /** These positions are to be sold whole, also what a cancel in flight still holds back. */
  | { readonly type: 'FlattenStarted'; readonly instruments: readonly InstrumentId[] }
  | { readonly type: 'TradingHalted'; readonly code: string; readonly reason: string; readonly by: string }
  | { readonly type: 'TradingRearmed'; readonly by: string }
  /** Nobody seems to be there, and the engine went one step further without them. */
  | { readonly type: 'UnattendedStageSet'; readonly stage: UnattendedStage; readonly reason: string }
  | {
      readonly type: 'EquitySampled'
      readonly equity: Money
      /** The prices of the open positions, so that a restart shows the same profit and loss. */
      readonly marks: readonly Quote[]
    }
  | {
      readonly type: 'CommandAnswered'
      readonly commandId: CommandId
      readonly ok: boolean
      /** Empty for a command that was carried out. */
      readonly code: string
      readonly message: string
      readonly orderIds: readonly OrderId[]
      readonly diff?: ApprovalDiff
    }
  | { readonly type: 'ClockDistrusted'; readonly jump: ClockJump }
  | { readonly type: 'VenueClockRead'; readonly reading: ClockReading }
  | { readonly type: 'ReportIgnored'; readonly clientOrderId: ClientOrderId; readonly reason: string }
  /** The market came to the price that an order waited for here; it is sent, or refused, next. */
  | { readonly type: 'OrderWoken'; readonly orderId: OrderId; readonly reason: string }
  /** An order is placed slice by slice from now on; each slice is an OrderCreated that names the schedule. */
  | { readonly type: 'ScheduleStarted'; readonly schedule: Schedule }
  /** A slice was refused: by our rules, which are then listed, or by the venue. */
  | {
      readonly type: 'SchedulePaused'
      readonly scheduleId: ScheduleId
      readonly reason: string
      readonly checks: readonly RuleCheck[]
      /** The slice that the venue refused: it counts as not sent. */
      readonly orderId?: OrderId
    }
  | { readonly type: 'ScheduleEnded'; readonly scheduleId: ScheduleId; readonly reason: string }
  | { readonly type: 'TradingArmed'; readonly by: string }
  | { readonly type: 'TradingDisarmed'; readonly by: string; readonly reason: string }
  | { readonly type: 'GatePassed'; readonly checks: readonly RuleCheck[] }
  | { readonly type: 'GateFailed'; readonly checks: readonly RuleCheck[] }
  /** Those that are open now, instead of those that were; without what a person chose to ignore. */
  | { readonly type: 'DifferencesFound'; readonly differences: readonly Difference[]; readonly booksAt: Millis }
  /** Comes after the events that it led to. */
  | {
      readonly type: 'DifferenceSettled'
      readonly key: string
      readonly settlement: Settlement
      readonly reason: string
      readonly by: string
    }
  /** An order as the venue has it, instead of ours or new to the books. No fill is made of what it filled. */
  | { readonly type: 'OrderAdopted'; readonly order: Order }
  /** Came or went without a trade: as capital, at `price`. What went leaves at what it had cost. */
  | {
      readonly type: 'PositionAdjusted'
      /** As a lot names it. */
      readonly id: FillId
      readonly instrument: InstrumentId
      readonly change: Quantity
      readonly price: Price
      readonly reason: string
    }
  /** Of an asset that no market here trades. */
  | { readonly type: 'AssetAdjusted'; readonly asset: string; readonly amountChange: Money; readonly reason: string }
  /** Came or went without a trade: as capital. */
  | { readonly type: 'CashAdjusted'; readonly amountChange: Money; readonly reason: string }
  /** A sale that waited to be sent is for what is left to sell. */
  | { readonly type: 'OrderReduced'; readonly orderId: OrderId; readonly quantity: Quantity; readonly reason: string }
  /** Why the stop of a position acts in this engine only, though it should rest at the venue. */
  | {
      readonly type: 'ProtectionLocal'
      readonly instrument: InstrumentId
      readonly code: LocalProtectionCode
      readonly reason: string
      /** How often in a row the venue did not keep it. */
      readonly attempts: number
      /** When it is tried again; absent: when something changes. */
      readonly retryAt?: Millis
    }

/** Work for the outside world, done only after the events that caused it are durable. */
export type EngineEffect =
  | { readonly type: 'SubmitToVenue'; readonly order: Order }
  /** Two orders of which one that fills ends the other. */
  | { readonly type: 'SubmitPairToVenue'; readonly orders: readonly [Order, Order] }
  | { readonly type: 'CancelAtVenue'; readonly clientOrderId: ClientOrderId }
  | { readonly type: 'QueryVenue'; readonly clientOrderId: ClientOrderId }
  /** An order that works at the venue and was not followed so far. */
  | { readonly type: 'ResumeAtVenue'; readonly order: Order }

/** One row of the journal. An input is followed by the events it caused. */
export interface JournalEntry {
  readonly sequence: number
  readonly at: Millis
  /** Sequence of the input that caused this event; for inputs, their own. */
  readonly cause: number
  readonly entry:
    | { readonly kind: 'input'; readonly input: EngineInput }
    | { readonly kind: 'event'; readonly event: EngineEvent }
  /** Of an input, where its step used more than it and the state. */
  readonly circumstances?: Circumstances
}
