import type { ClientOrderId } from '../../../domain/index.ts'
import type { ExternalActivity, VenueOrder, VenueTrade } from '../../../ports/index.ts'

const MOST_SEEN = 10_000

/** Tells what others did with the account, each change once. */
export class ExternalOrders {
  readonly #prefix: string
  readonly #seen = new Set<string>()
  #listener: (activity: ExternalActivity) => void = () => undefined

  constructor(prefix: string) {
    this.#prefix = prefix
  }

  onActivity(listener: (activity: ExternalActivity) => void): void {
    this.#listener = listener
  }

  order(order: VenueOrder): void {
    const { venueSymbol, venueOrderId, state, filled } = order
    if (!this.#isNew(`${venueSymbol} ${venueOrderId} ${state} ${String(filled)}`)) return
    this.#listener({ type: 'order', order, prefixed: this.#isPrefixed(order.clientOrderId) })
  }

  trade(trade: VenueTrade): void {
    if (!this.#isNew(trade.fillId)) return
    this.#listener({ type: 'trade', trade, prefixed: this.#isPrefixed(trade.clientOrderId) })
  }

  #isPrefixed(id: ClientOrderId | undefined): boolean {
    return id?.startsWith(this.#prefix) === true
  }

  #isNew(key: string): boolean {
    if (this.#seen.has(key)) return false
    this.#seen.add(key)
    const oldest = this.#seen.size > MOST_SEEN ? this.#seen.values().next().value : undefined
    if (oldest !== undefined) this.#seen.delete(oldest)
    return true
  }
}
