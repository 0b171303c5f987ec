import type { Price } from '../../domain/index.ts'
import type { LimitRequest, MarketRequest, OrderKey, Trigger } from './order.ts'

export type WaitingOrder = (LimitRequest | MarketRequest) & { readonly trigger: Trigger }

/** Orders that wait for a trade price. Woken in arrival order. */
export class TriggerBook {
  readonly #waiting = new Map<OrderKey, WaitingOrder>()

  has(key: OrderKey): boolean {
    return this.#waiting.has(key)
  }

  add(order: WaitingOrder): void {
    this.#waiting.set(order.key, order)
  }

  take(key: OrderKey): WaitingOrder | undefined {
    const order = this.#waiting.get(key)
    this.#waiting.delete(key)
    return order
  }

  /** Removes and returns every order that a trade at `price` wakes. */
  wake(price: Price): WaitingOrder[] {
    if (this.#waiting.size === 0) return []
    const woken: WaitingOrder[] = []
    for (const order of this.#waiting.values()) if (isTriggered(order.trigger, price)) woken.push(order)
    for (const order of woken) this.#waiting.delete(order.key)
    return woken
  }
}

export const isTriggered = (trigger: Trigger, price: Price): boolean =>
  trigger.when === 'rises' ? price >= trigger.price : price <= trigger.price
