import { type Millis, millis, type Trade } from '../../domain/index.ts'
import { type Bar, barOfTrade, isQuiet } from './bar.ts'
import { insertTrade } from './insert-trade.ts'

/** Closed bars of a series that late trades may still correct. */
const KEPT = 300

/** The newest closed bars of one series, by open time, kept for trades that come late. */
export class ClosedBars {
  readonly #length: number
  readonly #bars = new Map<number, Bar>()
  /** Bars that end by then are the venue's own and lack nothing. */
  #complete = 0

  constructor(length: number) {
    this.#length = length
  }

  completeUntil(end: Millis): void {
    this.#complete = Math.max(this.#complete, end)
  }

  /** True where no such bar was kept before. */
  keep(bar: Bar): boolean {
    const known = this.#bars.has(bar.openTime)
    this.#bars.set(bar.openTime, bar)
    for (const oldest of this.#bars.keys()) {
      if (this.#bars.size <= KEPT) break
      this.#bars.delete(oldest)
    }
    return !known
  }

  /**
   * Bars that these trades change, oldest first, together with the quiet ones after them, which stand
   * at the last price; `forming` is the bar that follows. A trade older than all bars is `unknown`.
   */
  amend(trades: readonly Trade[], forming: Bar): { readonly amended: readonly Bar[]; readonly unknown: number } {
    const changed = new Set<Bar>()
    let unknown = 0
    let oldest = Number.POSITIVE_INFINITY
    if (trades.length > 0) for (const openTime of this.#bars.keys()) oldest = Math.min(oldest, openTime)
    for (const trade of trades) {
      const openTime = millis(trade.exchangeTime - (trade.exchangeTime % this.#length))
      if (openTime < this.#complete) continue
      const bar = this.#bars.get(openTime)
      if (bar !== undefined) {
        insertTrade(bar, trade)
        changed.add(bar)
      } else if (openTime > oldest) {
        // A silence too long to be filled with quiet bars was no silence.
        const made = barOfTrade(trade, openTime)
        this.#bars.set(openTime, made)
        changed.add(made)
      } else unknown += 1
    }
    return { amended: changed.size === 0 ? [] : this.#settleQuiet(changed, forming), unknown }
  }

  #settleQuiet(changed: Set<Bar>, forming: Bar): readonly Bar[] {
    let last: Bar | undefined
    for (const bar of [...this.#bars.values(), forming].sort((a, b) => a.openTime - b.openTime)) {
      if (last !== undefined && changed.has(last) && isQuiet(bar) && bar.close !== last.close) {
        bar.open = last.close
        bar.high = last.close
        bar.low = last.close
        bar.close = last.close
        changed.add(bar)
      }
      last = bar
    }
    return [...changed].sort((a, b) => a.openTime - b.openTime)
  }
}
