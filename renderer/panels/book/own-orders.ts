import type { OrderRow, QueueRow } from '../../../core/contract/index.ts'
import { add, isFinal, type Price, price, type Quantity, quantity, subtract } from '../../../core/domain/index.ts'

export interface OwnOrder {
  readonly id: string
  readonly side: 'buy' | 'sell'
  readonly price: Price
  /** What is left to fill. */
  readonly left: Quantity
  /** What rests before it at its price, where the venue can tell. */
  readonly ahead: Quantity | undefined
}

export interface OwnSize {
  readonly side: 'buy' | 'sell'
  readonly size: Quantity
  readonly ids: readonly string[]
  /** Before the first of them in the queue; undefined where nobody can tell. */
  readonly ahead: Quantity | undefined
}

/** Own working orders of a market that have a price. */
export function ownOrders(
  orders: readonly OrderRow[],
  queue: ReadonlyMap<string, QueueRow>,
  instrument: string,
): readonly OwnOrder[] {
  const own: OwnOrder[] = []
  for (const order of orders) {
    const at = order.limitPrice ?? order.stopPrice
    if (order.instrument !== instrument || isFinal(order.state) || at === undefined) continue
    const queued = queue.get(order.id)
    own.push({
      id: order.id,
      side: order.side,
      price: price(at),
      left: subtract(quantity(order.quantity), quantity(order.filled)),
      ahead: queued === undefined ? undefined : quantity(queued.ahead),
    })
  }
  return own
}

const nearest = (a: Quantity | undefined, b: Quantity | undefined): Quantity | undefined =>
  a === undefined ? b : b === undefined || a < b ? a : b

/** Own orders by the row that `rowOf` puts them into. */
export function ownByRow(
  orders: readonly OwnOrder[],
  rowOf: (at: Price, side: 'buy' | 'sell') => Price,
): ReadonlyMap<Price, OwnSize> {
  const rows = new Map<Price, OwnSize>()
  for (const { id, side, price: at, left, ahead } of orders) {
    const row = rowOf(at, side)
    const known = rows.get(row)
    rows.set(
      row,
      known === undefined
        ? { side, size: left, ids: [id], ahead }
        : { side, size: add(known.size, left), ids: [...known.ids, id], ahead: nearest(known.ahead, ahead) },
    )
  }
  return rows
}
