import type { FeedHub, QueueRow } from '../../contract/index.ts'
import { toWire } from '../../domain/index.ts'
import type { QueuedOrder } from '../../simulation/paper/index.ts'

/** Tells where resting orders stand at their price, when that changed. */
export class QueueRows {
  readonly #hub: FeedHub
  readonly #queued: () => readonly QueuedOrder[]
  #told = new Map<string, QueuedOrder>()

  constructor(hub: FeedHub, queued: () => readonly QueuedOrder[]) {
    this.#hub = hub
    this.#queued = queued
  }

  refresh(): void {
    const now = new Map(this.#queued().map((order) => [order.orderId as string, order]))
    for (const id of this.#told.keys()) if (!now.has(id)) this.#hub.remove('trading.queue', id)
    for (const [id, order] of now) {
      const before = this.#told.get(id)
      const same = before?.ahead === order.ahead && before.behind === order.behind && before.left === order.left
      if (!same) this.#hub.publish('trading.queue', toWire(order) satisfies QueueRow)
    }
    this.#told = now
  }
}
