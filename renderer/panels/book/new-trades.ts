import type { TradeRow } from '../../../core/contract/index.ts'

/** More than a topic sends at once, so that a repeat of it is known. */
const REMEMBERED = 6_000

/** Tells trades that were not seen before from those that come again with a new snapshot. Memory is bounded. */
export class NewTrades {
  #seen = new Set<string>()
  #before = new Set<string>()

  /** The new ones among `trades`, in their order. */
  take(trades: readonly TradeRow[]): readonly TradeRow[] {
    return trades.filter(({ id }) => {
      if (this.#seen.has(id) || this.#before.has(id)) return false
      if (this.#seen.size >= REMEMBERED) {
        this.#before = this.#seen
        this.#seen = new Set()
      }
      this.#seen.add(id)
      return true
    })
  }
}
