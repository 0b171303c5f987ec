import { fromUnits, toUnits } from './heat-units.ts'

type Levels = readonly (readonly [string, string])[]

/** The book at one moment. Without levels it says that no live book was there. */
export interface HeatColumn {
  /** Epoch ms. */
  readonly at: number
  readonly bids: Levels
  readonly asks: Levels
}

export interface HeatLevel {
  readonly side: 'bid' | 'ask'
  /** As they were recorded. */
  readonly price: string
  readonly size: string
}

export interface HeatRingOptions {
  /** Columns kept, oldest out first. */
  readonly capacity: number
  /** Levels a side kept of each. */
  readonly depth: number
  readonly priceDecimals: number
  readonly sizeDecimals: number
}

/**
 * Books over time in arrays of a fixed size: 32 bytes a level of both sides, capacity times depth levels.
 * Sizes and prices are whole units of the last decimal, so that their text comes back as it was; text that
 * a double cannot hold is kept beside them.
 */
export class HeatRing {
  readonly options: HeatRingOptions
  readonly #times: Float64Array
  readonly #bids: Uint16Array
  readonly #asks: Uint16Array
  readonly #prices: Float64Array
  readonly #sizes: Float64Array
  readonly #texts = new Map<number, readonly [string, string]>()
  #start = 0
  #length = 0

  constructor(options: HeatRingOptions) {
    const { capacity, depth } = options
    this.options = options
    this.#times = new Float64Array(capacity)
    this.#bids = new Uint16Array(capacity)
    this.#asks = new Uint16Array(capacity)
    this.#prices = new Float64Array(capacity * depth * 2)
    this.#sizes = new Float64Array(capacity * depth * 2)
  }

  get length(): number {
    return this.#length
  }

  /** Adds the newest column; one of the same time replaces it, an older one is left out. */
  push({ at, bids, asks }: HeatColumn): void {
    const last = this.#length === 0 ? -Infinity : this.time(this.#length - 1)
    if (at < last) return
    const slot = at === last ? this.#slot(this.#length - 1) : this.#next(at)
    const { depth } = this.options
    this.#forgetTexts(slot)
    this.#bids[slot] = this.#store(slot * depth * 2, bids)
    this.#asks[slot] = this.#store(slot * depth * 2 + depth, asks)
  }

  /** Of the column with that number, oldest first, epoch ms. */
  time(index: number): number {
    return this.#times[this.#slot(index)] ?? Number.NaN
  }

  /** How many levels of each side a column has; none of both where no live book was there. */
  bids(index: number): number {
    return this.#bids[this.#slot(index)] ?? 0
  }

  asks(index: number): number {
    return this.#asks[this.#slot(index)] ?? 0
  }

  /** Units of the last decimal of prices; best first. For pixels. */
  price(index: number, side: 'bid' | 'ask', level: number): number {
    return this.#prices[this.#cell(index, side, level)] ?? Number.NaN
  }

  /** Units of the last decimal of sizes. For pixels. */
  size(index: number, side: 'bid' | 'ask', level: number): number {
    return this.#sizes[this.#cell(index, side, level)] ?? Number.NaN
  }

  level(index: number, side: 'bid' | 'ask', level: number): HeatLevel {
    const cell = this.#cell(index, side, level)
    const { priceDecimals, sizeDecimals } = this.options
    const [price, size] = this.#texts.get(cell) ?? [
      fromUnits(this.#prices[cell] ?? 0, priceDecimals),
      fromUnits(this.#sizes[cell] ?? 0, sizeDecimals),
    ]
    return { side, price, size }
  }

  /** The number of the newest column that is not after `at`; -1 before the first. */
  indexAt(at: number): number {
    let low = 0
    let high = this.#length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.time(middle) <= at) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  /** A ring of the columns of both; of two of the same time this one's stays. */
  merged(other: HeatRing): HeatRing {
    const ring = new HeatRing(this.options)
    let [here, there] = [0, 0]
    while (here < this.#length || there < other.length) {
      const [mine, its] = [here < this.#length ? this.time(here) : Infinity, there < other.length ? other.time(there) : Infinity]
      if (mine <= its) {
        ring.#copy(this, here)
        here += 1
        if (mine === its) there += 1
      } else {
        ring.#copy(other, there)
        there += 1
      }
    }
    return ring
  }

  #slot(index: number): number {
    return (this.#start + index) % this.options.capacity
  }

  #cell(index: number, side: 'bid' | 'ask', level: number): number {
    const { depth } = this.options
    return this.#slot(index) * depth * 2 + (side === 'bid' ? 0 : depth) + level
  }

  #next(at: number): number {
    const { capacity } = this.options
    if (this.#length === capacity) this.#start = (this.#start + 1) % capacity
    else this.#length += 1
    const slot = this.#slot(this.#length - 1)
    this.#times[slot] = at
    return slot
  }

  #store(from: number, levels: Levels): number {
    const { depth, priceDecimals, sizeDecimals } = this.options
    const count = Math.min(depth, levels.length)
    for (let index = 0; index < count; index += 1) {
      const level = levels[index]
      if (level === undefined) return index
      const [price, size] = [toUnits(level[0], priceDecimals), toUnits(level[1], sizeDecimals)]
      if (price === undefined || size === undefined) this.#texts.set(from + index, level)
      this.#prices[from + index] = price ?? Number(level[0]) * 10 ** priceDecimals
      this.#sizes[from + index] = size ?? Number(level[1]) * 10 ** sizeDecimals
    }
    return count
  }

  #forgetTexts(slot: number): void {
    if (this.#texts.size === 0) return
    const width = this.options.depth * 2
    for (let cell = slot * width; cell < (slot + 1) * width; cell += 1) this.#texts.delete(cell)
  }

  #copy(from: HeatRing, index: number): void {
    const width = this.options.depth * 2
    const source = from.#slot(index)
    const slot = this.#next(from.#times[source] ?? Number.NaN)
    this.#forgetTexts(slot)
    this.#bids[slot] = from.#bids[source] ?? 0
    this.#asks[slot] = from.#asks[source] ?? 0
    this.#prices.set(from.#prices.subarray(source * width, (source + 1) * width), slot * width)
    this.#sizes.set(from.#sizes.subarray(source * width, (source + 1) * width), slot * width)
    if (from.#texts.size === 0) return
    for (let cell = 0; cell < width; cell += 1) {
      const text = from.#texts.get(source * width + cell)
      if (text !== undefined) this.#texts.set(slot * width + cell, text)
    }
  }
}
