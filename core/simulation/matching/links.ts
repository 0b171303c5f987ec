import type { OrderKey } from './order.ts'

/** Which order ends when another one trades or is triggered. */
export class Links {
  readonly #others = new Map<OrderKey, OrderKey>()

  add(a: OrderKey, b: OrderKey): void {
    this.#others.set(a, b)
    this.#others.set(b, a)
  }

  /** The order linked with this one, once: after that neither is linked. */
  take(key: OrderKey): OrderKey | undefined {
    const other = this.#others.get(key)
    if (other === undefined) return undefined
    this.#others.delete(key)
    this.#others.delete(other)
    return other
  }
}
