import type { Random } from '../../../ports/index.ts'
import type { CandleColumns } from '../../data/candle-codec.ts'
import { normal } from './seeded-random.ts'

/** A point that the market must reach, in the recording's price units. */
export interface Waypoint {
  readonly price: number
  /** A turning point of the recorded minute: trades must print here. */
  readonly extreme: boolean
}

interface Leg {
  readonly at: number
  readonly price: number
}

/**
 * Walks through recorded minutes: each goes from its open over its two extremes (the low first
 * when it closed higher) to its close, at drawn moments, with noise between that stays inside
 * the recorded range. After the last bar the recording starts again, scaled to go on from the last price.
 */
export class CandlePath {
  readonly #columns: CandleColumns
  readonly #random: Random
  #scale = 1
  #bar = -1
  #legs: readonly Leg[] = []
  #noise = 0
  #position: number

  /** `start` is a bar index, whole or fractional. */
  constructor(columns: CandleColumns, start: number, random: Random) {
    this.#columns = columns
    this.#random = random
    this.#position = start
  }

  /** The volume of the minute it is in, in the recording's units. */
  volume(): number {
    return this.#columns.volume[this.#index(this.#bar)] ?? 0
  }

  /** The points to visit on the way to `position` (bars since the first), the last one being where it is then. */
  advance(position: number): Waypoint[] {
    const points: Waypoint[] = []
    for (let bar = Math.floor(this.#position); bar <= Math.floor(position); bar += 1) {
      if (bar !== this.#bar) this.#enter(bar)
      const from = bar === Math.floor(this.#position) ? this.#position - bar : -1
      const to = position - bar
      for (const leg of this.#legs) if (leg.at > from && leg.at <= to) points.push({ price: leg.price, extreme: true })
    }
    this.#position = position
    points.push({ price: this.#at(position - Math.floor(position)), extreme: false })
    return points
  }

  #index(bar: number): number {
    const length = this.#columns.open.length
    return ((bar % length) + length) % length
  }

  #value(column: Float64Array, bar: number): number {
    return (column[this.#index(bar)] ?? 0) * this.#scale
  }

  #enter(bar: number): void {
    const { open, high, low, close } = this.#columns
    if (this.#bar >= 0 && this.#index(bar) === 0) {
      const last = this.#value(close, bar - 1)
      this.#scale = last / (open[0] ?? last)
    }
    this.#bar = bar
    const o = this.#value(open, bar)
    const c = this.#value(close, bar)
    const h = this.#value(high, bar)
    const l = this.#value(low, bar)
    const first = 0.1 + 0.35 * this.#random.next()
    const second = first + 0.1 + (0.85 - first) * this.#random.next()
    const [early, late] = c >= o ? [l, h] : [h, l]
    this.#legs = [
      { at: 0, price: o },
      { at: first, price: early },
      { at: Math.min(second, 0.95), price: late },
      { at: 0.985, price: c },
    ]
  }

  #at(phase: number): number {
    let before = this.#legs[0] ?? { at: 0, price: 0 }
    let after = before
    for (const leg of this.#legs) {
      after = leg
      if (leg.at > phase) break
      before = leg
    }
    const span = after.at - before.at
    const share = span > 0 ? (phase - before.at) / span : 0
    const straight = before.price + (after.price - before.price) * Math.min(1, share)
    const high = this.#value(this.#columns.high, this.#bar)
    const low = this.#value(this.#columns.low, this.#bar)
    this.#noise = 0.9 * this.#noise + 0.05 * (high - low) * normal(this.#random)
    const damping = Math.min(1, 6 * share, 6 * (1 - share))
    return Math.min(high, Math.max(low, straight + this.#noise * Math.max(0, damping)))
  }
}
