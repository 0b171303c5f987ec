import {
  clientOrderId,
  type Emulation,
  type Environment,
  type Millis,
  type Order,
  type OrderPurpose,
  orderId,
  type ScheduleId,
  type SignalId,
  type StrategyId,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../domain/index.ts'
import type { ApprovedOrder } from '../risk/index.ts'

export interface PlanContext {
  readonly environment: Environment
  readonly purpose: OrderPurpose
  readonly at: Millis
  /** Unique for ever; both ids derive from it. */
  readonly id: string
  readonly signalId?: SignalId | undefined
  readonly strategy?: StrategyId | undefined
  readonly schedule?: ScheduleId | undefined
  readonly emulated?: Emulation | undefined
}

/** An approved request as an order whose intent can be made durable before anything leaves. */
export function planOrder(approved: ApprovedOrder, context: PlanContext): Order {
  return {
    ...approved.request,
    id: orderId(context.id),
    clientOrderId: clientOrderId(`sntl-${context.environment}-${context.id}`),
    environment: context.environment,
    purpose: context.purpose,
    ...(context.signalId === undefined ? {} : { signalId: context.signalId }),
    ...(context.strategy === undefined ? {} : { strategy: context.strategy }),
    ...(context.schedule === undefined ? {} : { schedule: context.schedule }),
    ...(context.emulated === undefined ? {} : { emulated: context.emulated }),
    state: 'created',
    filled: ZERO_QUANTITY,
    filledNotional: ZERO_MONEY,
    fee: ZERO_MONEY,
    createdAt: context.at,
    updatedAt: context.at,
  }
}
