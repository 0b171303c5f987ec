import {
  add,
  canMove,
  type Fill,
  isFinal,
  type Millis,
  notional,
  type Order,
  type OrderState,
  subtract,
  type VenueOrderId,
} from '../domain/index.ts'

/** Thrown when code asks for a transition that the printed table does not have. */
export class IllegalTransition extends Error {
  constructor(order: Order, to: OrderState) {
    super(`order ${order.id} cannot go from ${order.state} to ${to}`)
    this.name = 'IllegalTransition'
  }
}

export interface Move {
  readonly state: OrderState
  readonly at: Millis
  readonly reason?: string | undefined
  readonly venueOrderId?: VenueOrderId | undefined
}

export function moveOrder(order: Order, move: Move): Order {
  if (!canMove(order.state, move.state)) throw new IllegalTransition(order, move.state)
  return {
    ...order,
    state: move.state,
    updatedAt: move.at,
    ...(move.reason === undefined ? {} : { reason: move.reason }),
    ...(move.venueOrderId === undefined ? {} : { venueOrderId: move.venueOrderId }),
  }
}

/** The state an order is in after a fill of `quantity` more; a cancel in flight stays in flight. */
export function stateAfterFill(order: Order, quantity: Fill['quantity']): OrderState {
  if (add(order.filled, quantity) >= order.quantity) return 'filled'
  return order.state === 'cancelling' ? 'cancelling' : 'partial'
}

/**
 * Books a fill. Final orders take late fills too: the venue's fills are facts, also when they
 * overtake a cancel, so only the state stays as it was.
 */
export function fillOrder(order: Order, fill: Fill, state: OrderState): Order {
  if (!isFinal(order.state) && !canMove(order.state, state)) throw new IllegalTransition(order, state)
  return {
    ...order,
    state,
    filled: add(order.filled, fill.quantity),
    filledNotional: add(order.filledNotional, notional(fill.price, fill.quantity)),
    fee: add(order.fee, fill.fee),
    updatedAt: fill.at,
  }
}

export const remaining = (order: Order): Order['quantity'] => subtract(order.quantity, order.filled)
export const isWorking = (order: Order): boolean => !isFinal(order.state)
