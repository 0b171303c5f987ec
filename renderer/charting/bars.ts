import type { CandleRow } from '../../core/contract/index.ts'

/** A candle in pixels' terms: plain numbers, time in seconds as the chart wants it. */
export interface Bar {
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

export const MOST_BARS = 10_000

export const barOf = (row: CandleRow, shiftSeconds: number): Bar => ({
  time: row.openTime / 1_000 + shiftSeconds,
  open: Number(row.open),
  high: Number(row.high),
  low: Number(row.low),
  close: Number(row.close),
  volume: Number(row.volume),
})

/** The chart's window of candles: sorted by time, each time once, at most {@link MOST_BARS}. */
export class BarWindow {
  #bars: Bar[] = []

  get bars(): readonly Bar[] {
    return this.#bars
  }

  clear(): void {
    this.#bars = []
  }

  /** Merges any bars; a newer version of the same time wins. */
  merge(incoming: readonly Bar[]): void {
    const byTime = new Map(this.#bars.map((bar) => [bar.time, bar]))
    for (const bar of incoming) byTime.set(bar.time, bar)
    this.#bars = [...byTime.values()].sort((a, b) => a.time - b.time).slice(-MOST_BARS)
  }

  /** True when the bar is the newest or follows it, so that the chart needs no rebuilding. */
  update(bar: Bar): boolean {
    const last = this.#bars.at(-1)
    if (last !== undefined && bar.time < last.time) {
      this.merge([bar])
      return false
    }
    if (last !== undefined && bar.time === last.time) this.#bars[this.#bars.length - 1] = bar
    else this.#bars.push(bar)
    if (this.#bars.length <= MOST_BARS) return true
    this.#bars = this.#bars.slice(-MOST_BARS)
    return false
  }
}
