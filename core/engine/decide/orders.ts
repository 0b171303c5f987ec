import {
  type Emulation,
  type InstrumentId,
  type OrderId,
  type OrderPurpose,
  type OrderRequest,
  type Price,
  type Quantity,
  type Rate,
  required,
  roundToStep,
  type ScheduleId,
  type SignalId,
  type StrategyId,
  subtract,
} from '../../domain/index.ts'
import { emulationOf, planOrder, waitsHere } from '../../execution/index.ts'
import { type ApprovedOrder, approveReduction, failures, type RiskContext } from '../../risk/index.ts'
import { committedToSell, heldQuantity, riskView } from '../account.ts'
import type { Step } from '../step.ts'

export interface OrderOrigin {
  readonly purpose: OrderPurpose
  readonly signalId?: SignalId | undefined
  readonly strategy?: StrategyId | undefined
  readonly stop?: Price | undefined
  readonly target?: Price | undefined
  readonly trail?: Rate | undefined
  readonly schedule?: ScheduleId | undefined
  /** Of a slice; what the engine does for an order as a whole follows from the venue. */
  readonly emulated?: Emulation
}

export function riskContext(step: Step, request: OrderRequest, gapOpen: boolean): RiskContext {
  const instrument = required(step.state.instruments.get(request.instrument), `${request.instrument} is listed`)
  return {
    request,
    instrument,
    quote: step.state.quotes.get(request.instrument),
    at: step.at,
    gapOpen,
    view: riskView(step.state, step.config, request.instrument, step.at),
    limits: step.config.risk,
  }
}

/** Makes the intent part of the record, then asks for it to be sent; one that waits for its price here stays. */
export function placeOrder(step: Step, approved: ApprovedOrder, origin: OrderOrigin): OrderId {
  const order = planOrder(approved, {
    environment: step.state.environment,
    purpose: origin.purpose,
    at: step.at,
    id: step.nextId('ord'),
    signalId: origin.signalId,
    strategy: origin.strategy,
    schedule: origin.schedule,
    emulated: origin.emulated ?? emulationOf(approved.request, step.venue),
  })
  step.emit({
    type: 'OrderCreated',
    order,
    checks: approved.checks,
    ...(origin.stop === undefined ? {} : { stop: origin.stop }),
    ...(origin.target === undefined ? {} : { target: origin.target }),
    ...(origin.trail === undefined ? {} : { trail: origin.trail }),
  })
  if (order.emulated === 'stop' || order.emulated === 'take-profit') return order.id
  step.emit({ type: 'OrderMoved', orderId: order.id, state: 'submitted' })
  step.effect({ type: 'SubmitToVenue', order })
  return order.id
}

export function cancelOrder(step: Step, id: OrderId): void {
  const order = required(step.state.orders.get(id), `order ${id} exists`)
  if (order.state === 'created') {
    step.emit({ type: 'OrderMoved', orderId: id, state: 'cancelled', reason: 'cancelled before it was sent' })
    return
  }
  if (order.state !== 'cancelling') step.emit({ type: 'OrderMoved', orderId: id, state: 'cancelling' })
  step.effect({ type: 'CancelAtVenue', clientOrderId: order.clientOrderId })
}

/** Working orders of one instrument or of all, oldest first. */
export const workingOrders = (step: Step, instrument?: InstrumentId): readonly OrderId[] =>
  [...step.state.working].filter((id) => instrument === undefined || step.state.orders.get(id)?.instrument === instrument)

/** Entries of signals that still buy. */
export const workingEntries = (step: Step, instrument: InstrumentId): readonly OrderId[] =>
  step.state.working.size === 0
    ? []
    : workingOrders(step, instrument).filter((id) => step.state.orders.get(id)?.purpose === 'entry')

/** Whoever leaves does not go on buying: what is left of an entry is cancelled with the exit. */
export function cancelEntries(step: Step, instrument: InstrumentId): void {
  for (const id of workingEntries(step, instrument)) cancelOrder(step, id)
}

/** What waits here for a price is nowhere else, so it makes way at once for a sale of everything. */
function cancelWaitingSales(step: Step, instrument: InstrumentId): void {
  for (const id of workingOrders(step, instrument)) {
    const order = step.state.orders.get(id)
    if (order !== undefined && order.side === 'sell' && waitsHere(order)) cancelOrder(step, id)
  }
}

/** Sells what is held and not yet promised to another sale, at market. Undefined when nothing is left to sell. */
export function closePosition(
  step: Step,
  instrument: InstrumentId,
  purpose: OrderPurpose,
  signalId?: SignalId,
): OrderId | undefined {
  const listed = step.state.instruments.get(instrument)
  if (listed === undefined) return undefined
  cancelWaitingSales(step, instrument)
  const free = subtract(heldQuantity(step.state, instrument), committedToSell(step.state, instrument))
  const quantity: Quantity = roundToStep(free, listed.lotSize)
  if (quantity <= 0n) return undefined
  const request: OrderRequest = { instrument, side: 'sell', type: 'market', quantity, timeInForce: 'GTC', reduceOnly: true }
  const approved = approveReduction(riskContext(step, request, false))
  if (!approved.ok) throw new Error(`a reduction was refused: ${failures(approved.error)}`)
  return placeOrder(step, approved.value, { purpose, signalId })
}
