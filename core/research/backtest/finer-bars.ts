import { type Candle, max, min, timeframeLength } from '../../domain/index.ts'

/** Shorter candles of the same market, which tell in which order a bar reached its prices. */
export class FinerBars {
  readonly #candles: readonly Candle[]
  #next = 0

  /** Oldest first. */
  constructor(candles: readonly Candle[]) {
    this.#candles = candles
  }

  /**
   * The candles inside a bar, which must not be earlier than that of the last call. Undefined where they are missing or
   * are not the bar's own: their open, high, low and close are the bar's, though spans without a trade may have none.
   */
  within(bar: Candle): readonly Candle[] | undefined {
    const end = bar.openTime + timeframeLength(bar.timeframe)
    while ((this.#candles[this.#next]?.openTime ?? Infinity) < bar.openTime) this.#next += 1
    const first = this.#next
    while ((this.#candles[this.#next]?.openTime ?? Infinity) < end) this.#next += 1
    const inside = this.#candles.slice(first, this.#next)
    const [head, tail] = [inside[0], inside.at(-1)]
    if (head === undefined || tail === undefined) return undefined
    const high = inside.reduce((most, each) => max(most, each.high), head.high)
    const low = inside.reduce((least, each) => min(least, each.low), head.low)
    const same = head.open === bar.open && tail.close === bar.close && high === bar.high && low === bar.low
    return same ? inside : undefined
  }
}
