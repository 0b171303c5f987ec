import { min, type Order, type Quantity, subtract, waitsForPrice, ZERO_QUANTITY } from '../../domain/index.ts'
import type { QueuePosition } from './queue.ts'

/** An order at the venue. */
export interface Resting {
  readonly order: Order
  left: Quantity
  /** Of `left`, what others see: all of it, unless the order is an iceberg. */
  shown: Quantity
  /** At its price, once it rests there. */
  queue: QueuePosition
  /** False while the order waits for the market to come to its price. */
  active: boolean
}

/** One that has filled before was woken before: what woke it is not asked for again. */
export function restingOf(order: Order, queue: QueuePosition): Resting {
  const left = subtract(order.quantity, order.filled)
  return { order, left, shown: visible(order, left), queue, active: !waitsForPrice(order) || order.filled > 0n }
}

export const visible = ({ displayQuantity }: Order, left: Quantity): Quantity =>
  displayQuantity === undefined ? left : min(displayQuantity, left)

/** Takes `quantity` off. True when that was all that others saw, and more of it comes into view. */
export function use(resting: Resting, quantity: Quantity): boolean {
  resting.left = subtract(resting.left, quantity)
  resting.shown = quantity < resting.shown ? subtract(resting.shown, quantity) : ZERO_QUANTITY
  if (resting.shown > 0n || resting.left === 0n) return false
  resting.shown = visible(resting.order, resting.left)
  return true
}

/** Best price first within a side; orders of one price stay in the order in which they came. */
export const byPrice = ({ order: a }: Resting, { order: b }: Resting): number => {
  if (a.limitPrice === undefined || b.limitPrice === undefined || a.limitPrice === b.limitPrice || a.side !== b.side) return 0
  return a.limitPrice > b.limitPrice === (a.side === 'buy') ? -1 : 1
}
