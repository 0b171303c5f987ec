import type { BookSnapshot, ClientOrderId, Order, OrderId } from '../../domain/index.ts'

/** Which orders at a venue are pairs: as soon as one of two trades, triggers or is cancelled, the venue ends the other. */
export class OrderPairs {
  readonly #byId = new Map<OrderId, Order>()

  add(orders: readonly Order[]): void {
    for (const order of orders) if (order.pairedWith !== undefined) this.#byId.set(order.id, order)
  }

  /** Parts the pair of which this order is one, and gives the other; undefined where there is none. */
  part(order: Order): Order | undefined {
    const other = order.pairedWith === undefined ? undefined : this.#byId.get(order.pairedWith)
    this.#byId.delete(order.id)
    if (other !== undefined) this.#byId.delete(other.id)
    return other
  }

  /**
   * Orders taken up after a restart whose other is not there any more: it ended, and this one with it. One that has
   * traded is what ended the other, and works on.
   */
  takeOrphans(instrument: Order['instrument']): readonly ClientOrderId[] {
    const orphans: ClientOrderId[] = []
    for (const order of this.#byId.values()) {
      if (order.instrument !== instrument || order.pairedWith === undefined || this.#byId.has(order.pairedWith)) continue
      this.#byId.delete(order.id)
      if (order.filled === 0n) orphans.push(order.clientOrderId)
    }
    return orphans
  }
}

/** Why a venue refuses to take a sale as a pair: one of the two would act at once, and what then ends the other is no pair. */
export function pairRefusal(
  orders: readonly [Order, Order],
  bid: BookSnapshot['bids'][number]['price'] | undefined,
): string | undefined {
  if (bid === undefined) return 'the book is empty'
  for (const { side, stopPrice, limitPrice } of orders) {
    if (side !== 'sell') return 'pairs are sales'
    if (stopPrice !== undefined ? bid <= stopPrice : limitPrice === undefined || bid >= limitPrice)
      return stopPrice !== undefined ? 'the stop would trigger at once' : 'the target would trade at once'
  }
  return undefined
}
