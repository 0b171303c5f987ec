import type { Price, Quantity, Rate } from './decimal.ts'
import type { Settlement } from './difference.ts'
import type { CommandId, InstrumentId, OrderId, ScheduleId, SignalId, StrategyId } from './ids.ts'
import type { Side } from './market.ts'
import type { OrderType, TimeInForce } from './order.ts'
import type { ScheduleTerms } from './schedule.ts'
import type { ApprovalDiff, ApprovalMode } from './signal.ts'
import type { Wire } from './wire.ts'

/** A difference is not ignored for less. */
export const SHORTEST_REASON = 3

/** What a person (or a script) may ask of the trader. Each is answered once and journaled. */
export type Command =
  | {
      readonly type: 'ApproveSignal'
      readonly id: CommandId
      readonly signalId: SignalId
      readonly quantity?: Quantity
      readonly stop?: Price
      readonly target?: Price
      /** As {@link Position.trail}. */
      readonly trail?: Rate
      /** The ask that was before the person's eyes: refused as `price-moved` when it is no longer near. */
      readonly seen?: Price
    }
  | { readonly type: 'RejectSignal'; readonly id: CommandId; readonly signalId: SignalId; readonly reason: string }
  | {
      readonly type: 'SubmitOrder'
      readonly id: CommandId
      readonly instrument: InstrumentId
      readonly side: Side
      readonly orderType: OrderType
      readonly quantity: Quantity
      readonly limitPrice?: Price
      readonly stopPrice?: Price
      readonly timeInForce: TimeInForce
      readonly reduceOnly: boolean
      /** As in {@link OrderRequest}, also the next. */
      readonly postOnly?: boolean
      readonly displayQuantity?: Quantity
      /** Not at once but slice by slice. */
      readonly schedule?: ScheduleTerms
      readonly stop?: Price
      readonly target?: Price
      readonly trail?: Rate
    }
  | { readonly type: 'CancelOrder'; readonly id: CommandId; readonly orderId: OrderId }
  | { readonly type: 'CancelAll'; readonly id: CommandId; readonly instrument?: InstrumentId }
  | { readonly type: 'Flatten'; readonly id: CommandId; readonly instrument?: InstrumentId }
  | {
      readonly type: 'SetProtection'
      readonly id: CommandId
      readonly instrument: InstrumentId
      readonly stop: Price | null
      readonly target: Price | null
      /** Absent: it trails as before; null: the stop stays where it is. */
      readonly trail?: Rate | null
    }
  | {
      readonly type: 'SetApprovalMode'
      readonly id: CommandId
      readonly strategy: StrategyId | null
      readonly mode: ApprovalMode
    }
  | { readonly type: 'SetStrategyEnabled'; readonly id: CommandId; readonly strategy: StrategyId; readonly enabled: boolean }
  | { readonly type: 'Kill'; readonly id: CommandId; readonly flatten: boolean }
  | { readonly type: 'Rearm'; readonly id: CommandId }
  /** No more slices; those that still work are cancelled. */
  | { readonly type: 'CancelSchedule'; readonly id: CommandId; readonly scheduleId: ScheduleId }
  /** Entries may be made from now on; with real money only after a gate that passed. */
  | { readonly type: 'Arm'; readonly id: CommandId }
  | { readonly type: 'Disarm'; readonly id: CommandId; readonly reason: string }
  | {
      readonly type: 'SettleDifference'
      readonly id: CommandId
      /** As {@link Difference} has it. */
      readonly key: string
      readonly settlement: Settlement
      /** Why; of an ignored one at least {@link SHORTEST_REASON} characters. */
      readonly reason: string
    }

export type CommandType = Command['type']

export type CommandResult =
  | {
      readonly ok: true
      readonly commandId: CommandId
      readonly sequence: number
      readonly message: string
      readonly orderIds: readonly OrderId[]
    }
  | {
      readonly ok: false
      readonly commandId: CommandId
      readonly code: string
      readonly message: string
      /** Of a refused approval: the market it was refused on. */
      readonly diff?: Wire<ApprovalDiff>
    }
