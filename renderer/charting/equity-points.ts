import type { EquityPoint } from '../../core/contract/index.ts'

/** Live rows that are kept beyond the record: an hour and a half of one every second. */
const MOST = 5_000

/**
 * What the equity chart shows: the service's record, and rows that came after it. One point a second, the later one
 * wins; the drawdown of a later row is measured for the eye, from the highest equity on the chart.
 */
export class EquityPoints {
  readonly #shift: (at: number) => number
  readonly #points = new Map<number, EquityPoint>()
  #last = -Infinity
  #peak = 0

  /** `shift`: seconds added to a time, so that a chart that thinks in UTC shows another zone. */
  constructor(shift: (at: number) => number) {
    this.#shift = shift
  }

  get size(): number {
    return this.#points.size
  }

  get last(): EquityPoint | undefined {
    return this.#points.get(this.#last)
  }

  /** By the chart's own time. */
  at(seconds: number): EquityPoint | undefined {
    return this.#points.get(seconds)
  }

  entries(): IterableIterator<readonly [number, EquityPoint]> {
    return this.#points.entries()
  }

  /** Oldest first, as the service has them. */
  replace(points: readonly EquityPoint[]): void {
    this.#points.clear()
    this.#last = -Infinity
    this.#peak = 0
    for (const point of points) this.#put(point)
  }

  /** The chart's time of the row, where it is new. */
  append(row: { readonly at: number; readonly equity: string }): number | undefined {
    if (this.#points.size >= MOST || this.#seconds(row.at) < this.#last) return undefined
    const equity = Number(row.equity)
    const peak = Math.max(this.#peak, equity)
    return this.#put({ ...row, drawdown: peak > 0 ? 1 - equity / peak : 0 })
  }

  #put(point: EquityPoint): number {
    const seconds = Math.max(this.#seconds(point.at), this.#last)
    // Where clocks are put back, local seconds come twice; a chart's may not.
    this.#points.delete(seconds)
    this.#points.set(seconds, point)
    this.#last = seconds
    this.#peak = Math.max(this.#peak, Number(point.equity))
    return seconds
  }

  #seconds(at: number): number {
    return Math.floor(at / 1_000) + this.#shift(at)
  }
}
