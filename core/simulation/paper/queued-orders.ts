import type { ClientOrderId, InstrumentId, OrderId, Price, Quantity, Side } from '../../domain/index.ts'
import type { QueuePlace } from './queue.ts'
import type { Resting } from './resting.ts'

/** A resting order and what others show at its price, before it and after it. */
export interface QueuedOrder extends QueuePlace {
  readonly orderId: OrderId
  readonly clientOrderId: ClientOrderId
  readonly instrument: InstrumentId
  readonly side: Side
  readonly limitPrice: Price
  /** Not filled yet. */
  readonly left: Quantity
}

export function queuedOrders(resting: Iterable<Resting>): readonly QueuedOrder[] {
  const rows: QueuedOrder[] = []
  for (const { order, left, queue, active } of resting) {
    const { id, clientOrderId, instrument, side, limitPrice } = order
    const { place } = queue
    if (active && limitPrice !== undefined && place !== undefined)
      rows.push({ orderId: id, clientOrderId, instrument, side, limitPrice, left, ...place })
  }
  return rows
}
