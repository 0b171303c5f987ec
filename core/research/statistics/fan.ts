import { type Spread, spreadOf } from './quantiles.ts'

/** Equity after so many trades, over all runs. */
export interface FanPoint extends Spread {
  readonly trade: number
}

/** Places at which a fan is read at most, the start apart. */
const PLACES = 40

/** Where the paths of many runs over the same number of trades are after some of them. */
export class Fan {
  /** Number of the place that is read after each trade, -1 for none. */
  readonly #placeAfter: Int32Array
  readonly #levels: readonly Float64Array[]

  constructor(trades: number, runs: number) {
    const places = Math.min(PLACES, trades)
    this.#placeAfter = new Int32Array(trades).fill(-1)
    for (let place = 0; place < places; place += 1) this.#placeAfter[Math.round(((place + 1) * trades) / places) - 1] = place
    this.#levels = Array.from({ length: places }, () => new Float64Array(runs))
  }

  /** `trade` from 0. */
  take(run: number, trade: number, equity: number): void {
    const level = this.#levels[this.#placeAfter[trade] ?? -1]
    if (level !== undefined) level[run] = equity
  }

  points(start: number): readonly FanPoint[] {
    const after = Array.from(this.#placeAfter.entries()).filter(([, place]) => place >= 0)
    return [
      { trade: 0, ...spreadOf([start]) },
      ...after.map(([trade, place]) => ({ trade: trade + 1, ...spreadOf(this.#levels[place] ?? []) })),
    ]
  }
}
