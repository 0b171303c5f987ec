import {
  type Emulation,
  type InstrumentId,
  max,
  min,
  type Order,
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
  ZERO_QUANTITY,
} from '../../domain/index.ts'
import { atVenue, emulationOf, isProtective, planOrder, waitsHere } from '../../execution/index.ts'
import { type ApprovedOrder, approveReduction, failures, type RiskContext } from '../../risk/index.ts'
import { committedToSell, heldQuantity, protectiveOrders, riskView } from '../account.ts'
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

/**
 * Makes the intent part of the record, then asks for it to be sent. One that waits for its price here stays `created`, and
 * so does a sale while protective orders hold the position, until they are gone: {@link sendWaiting} sends it.
 */
export function placeOrder(step: Step, approved: ApprovedOrder, origin: OrderOrigin): OrderId {
  const order = planOrder(approved, {
    environment: step.state.environment,
    purpose: origin.purpose,
    at: step.at,
    id: step.nextId('ord'),
    signalId: origin.signalId,
    strategy: origin.strategy,
    schedule: origin.schedule,
    emulated: origin.emulated ?? emulationOf(approved.request, step.capabilities),
  })
  step.emit({
    type: 'OrderCreated',
    order,
    checks: approved.checks,
    ...(origin.stop === undefined ? {} : { stop: origin.stop }),
    ...(origin.target === undefined ? {} : { target: origin.target }),
    ...(origin.trail === undefined ? {} : { trail: origin.trail }),
  })
  if (!waitsHere(order)) sendInTurn(step, order)
  return order.id
}

/** Sends an order, a sale after the protective orders that hold its position are gone. */
export function sendInTurn(step: Step, order: Order): void {
  if (order.side === 'buy' || isProtective(order) || protectiveOrders(step.state, order.instrument).length === 0)
    send(step, order)
}

function send(step: Step, order: Order): void {
  step.emit({ type: 'OrderMoved', orderId: order.id, state: 'submitted' })
  step.effect({ type: 'SubmitToVenue', order: atVenue(order) })
}

/** Two sales of which one that fills ends the other, as one request. They promise their quantity once. */
export function placePair(
  step: Step,
  approved: readonly [ApprovedOrder, ApprovedOrder],
  origins: readonly [OrderOrigin, OrderOrigin],
): readonly [OrderId, OrderId] {
  const plan = (index: 0 | 1): Order =>
    planOrder(approved[index], {
      environment: step.state.environment,
      purpose: origins[index].purpose,
      at: step.at,
      id: step.nextId('ord'),
    })
  const [first, second] = [plan(0), plan(1)]
  const orders: readonly [Order, Order] = [
    { ...first, pairedWith: second.id },
    { ...second, pairedWith: first.id },
  ]
  for (const [index, order] of orders.entries())
    step.emit({ type: 'OrderCreated', order, checks: (index === 0 ? approved[0] : approved[1]).checks })
  for (const { id } of orders) step.emit({ type: 'OrderMoved', orderId: id, state: 'submitted' })
  step.effect({ type: 'SubmitPairToVenue', orders })
  return [first.id, second.id]
}

/** Sales that wait until the protective orders of their instrument are gone, oldest first. */
export const waitingSales = (step: Step, instrument: InstrumentId): readonly Order[] =>
  workingOrders(step, instrument).flatMap((id) => {
    const order = step.state.orders.get(id)
    return order?.state === 'created' && order.side === 'sell' && !waitsHere(order) ? [order] : []
  })

/** Sends what waited; of what a protective order has sold meanwhile nothing is sold again. */
export function sendWaiting(step: Step, instrument: InstrumentId): void {
  const { state } = step
  const waiting = waitingSales(step, instrument)
  const promised = waiting.reduce((sum, order) => subtract(sum, order.quantity), committedToSell(state, instrument))
  let free = max(subtract(heldQuantity(state, instrument), promised), ZERO_QUANTITY)
  const sales = waiting.map((order) => {
    const quantity = min(order.quantity, roundToStep(free, lotOf(step, instrument)))
    free = subtract(free, quantity)
    return { order, quantity }
  })
  // First what can no longer be sold whole: until then it counts as promised.
  for (const { order, quantity } of sales) {
    const reason = 'the stop or target sold it first'
    if (quantity <= 0n) step.emit({ type: 'OrderMoved', orderId: order.id, state: 'cancelled', reason })
    else if (quantity < order.quantity) step.emit({ type: 'OrderReduced', orderId: order.id, quantity, reason })
  }
  for (const { order, quantity } of sales)
    if (quantity > 0n) send(step, required(state.orders.get(order.id), 'a waiting order is kept'))
}

const lotOf = (step: Step, instrument: InstrumentId): Quantity =>
  required(step.state.instruments.get(instrument), `${instrument} is listed`).lotSize

/** For sales of the engine's own, which are made so that no rule can refuse them. */
export function approveSale(step: Step, request: OrderRequest): ApprovedOrder {
  const approved = approveReduction(riskContext(step, request, false))
  if (!approved.ok) throw new Error(`a reduction was refused: ${failures(approved.error)}`)
  return approved.value
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
  return placeOrder(step, approveSale(step, request), { purpose, signalId })
}
