import type { HeatRing } from './heat-ring.ts'

/** What a picture shows: time from left to right, price from bottom to top. */
export interface HeatWindow {
  /** Epoch ms; `to` is not included. */
  readonly from: number
  readonly to: number
  /** Units of the last decimal of prices. */
  readonly low: number
  readonly high: number
  /** Units of price that are one row of the picture. */
  readonly bucket: number
}

/** A book is taken to have stood for so long, ms, unless another follows: the recorder tells it at least once a second. */
export const HOLD = 1_500

export interface Colours {
  /** 256 pixels as the canvas stores them, from nothing to {@link HeatScale.most}. */
  readonly ramp: Uint32Array
  /** The size, in units, from which on the colour stays the same. */
  readonly most: number
}

/** Sizes of a column summed by bucket; the same arrays again and again, so nothing is made per column. */
class BucketSums {
  readonly #sums: Float64Array
  readonly #touched: number[] = []
  readonly first: number

  constructor({ low, high, bucket }: HeatWindow) {
    this.first = Math.floor(low / bucket)
    this.#sums = new Float64Array(Math.max(1, Math.ceil(high / bucket) - this.first))
  }

  /** Calls `each` with the bucket counted from the first and the sum of every one that has any. */
  of(ring: HeatRing, index: number, window: HeatWindow, each: (bucket: number, sum: number) => void): void {
    for (const side of ['bid', 'ask'] as const) {
      const count = side === 'bid' ? ring.bids(index) : ring.asks(index)
      for (let level = 0; level < count; level += 1) {
        const bucket = Math.floor(ring.price(index, side, level) / window.bucket) - this.first
        if (bucket < 0 || bucket >= this.#sums.length) continue
        const sum = this.#sums[bucket] ?? 0
        if (sum === 0) this.#touched.push(bucket)
        this.#sums[bucket] = sum + ring.size(index, side, level)
      }
    }
    for (const bucket of this.#touched) {
      each(bucket, this.#sums[bucket] ?? 0)
      this.#sums[bucket] = 0
    }
    this.#touched.length = 0
  }
}

/** Columns looked at for the scale. */
const SAMPLED = 60
const RANK = 0.985

/** The size that most of what is on show stays below: a single giant order must not darken all others. 0 with nothing on show. */
export function commonMost(ring: HeatRing, window: HeatWindow): number {
  const sums = new BucketSums(window)
  const found: number[] = []
  const [first, last] = [Math.max(0, ring.indexAt(window.from)), ring.indexAt(window.to - 1)]
  const stride = Math.max(1, Math.floor((last - first) / SAMPLED))
  for (let index = first; index <= last; index += stride)
    sums.of(ring, index, window, (_, sum) => {
      found.push(sum)
    })
  found.sort((a, b) => a - b)
  return found[Math.min(found.length - 1, Math.floor(found.length * RANK))] ?? 0
}

/** The share of the ramp for a size: the root spreads small sizes, where differences matter. */
export const shareOf = (size: number, most: number): number => Math.min(1, Math.sqrt(size / most))

const TOP = 255

interface Drawn {
  readonly ring: HeatRing
  readonly window: HeatWindow
  readonly colours: Colours
  readonly newest: number
}

/** The picture as pixels. When time has only moved on by whole pixels, what is there moves along and the rest is drawn. */
export class HeatRaster {
  readonly width: number
  readonly height: number
  readonly pixels: Uint32Array<ArrayBuffer>
  #drawn: Drawn | undefined

  constructor(width: number, height: number) {
    this.width = width
    this.height = height
    this.pixels = new Uint32Array(width * height)
  }

  draw(ring: HeatRing, window: HeatWindow, colours: Colours): void {
    const left = this.#scrolled(ring, window, colours)
    for (let y = 0; y < this.height; y += 1) this.pixels.fill(colours.ramp[0] ?? 0, y * this.width + left, (y + 1) * this.width)
    const since = window.from + (left * (window.to - window.from)) / this.width
    const sums = new BucketSums(window)
    const last = ring.indexAt(window.to - 1)
    for (let index = Math.max(0, ring.indexAt(since)); index <= last; index += 1)
      this.#column(ring, index, window, { sums, colours, left })
    this.#drawn = { ring, window, colours, newest: ring.length === 0 ? window.from : ring.time(ring.length - 1) }
  }

  /** Moves what can be kept, and gives the first pixel that has to be drawn. */
  #scrolled(ring: HeatRing, window: HeatWindow, colours: Colours): number {
    const before = this.#drawn
    if (before?.ring !== ring || before.colours.ramp !== colours.ramp || before.colours.most !== colours.most) return 0
    const old = before.window
    const same = old.low === window.low && old.high === window.high && old.bucket === window.bucket
    const perPixel = (window.to - window.from) / this.width
    const moved = (window.from - old.from) / perPixel
    if (!same || old.to - old.from !== window.to - window.from) return 0
    if (!Number.isInteger(moved) || moved < 0 || moved >= this.width) return 0
    this.pixels.copyWithin(0, moved)
    // The newest column of then may stand shorter or longer now.
    return Math.max(0, Math.min(this.width - moved, Math.floor((before.newest - window.from) / perPixel)))
  }

  #column(
    ring: HeatRing,
    index: number,
    window: HeatWindow,
    { sums, colours, left }: { readonly sums: BucketSums; readonly colours: Colours; readonly left: number },
  ): void {
    const { from, to, bucket, low, high } = window
    const at = ring.time(index)
    const next = index + 1 < ring.length ? ring.time(index + 1) : Infinity
    const perPixel = (to - from) / this.width
    const pixel = (time: number): number => Math.floor((time - from) / perPixel)
    const x = Math.max(left, pixel(at))
    const end = Math.min(this.width, Math.max(pixel(Math.min(next, at + HOLD)), pixel(at) + 1))
    // Of columns that share a pixel the newest is seen.
    if (end <= x || pixel(next) === pixel(at)) return
    const perUnit = this.height / (high - low)
    sums.of(ring, index, window, (offset, sum) => {
      const bottom = (sums.first + offset) * bucket
      const top = Math.max(0, Math.round((high - bottom - bucket) * perUnit))
      const below = Math.min(this.height, Math.max(top + 1, Math.round((high - bottom) * perUnit)))
      const colour = colours.ramp[Math.round(shareOf(sum, colours.most) * TOP)] ?? 0
      for (let y = top; y < below; y += 1) this.pixels.fill(colour, y * this.width + x, y * this.width + end)
    })
  }
}

/** A stretch of time for which there is no live book to show. */
export interface HeatHole {
  readonly from: number
  readonly to: number
}

/** Stretches of the window without a live book, as far as `until`; before the first column nothing is known. */
export function holesOf(ring: HeatRing, { from, to }: Pick<HeatWindow, 'from' | 'to'>, until: number): readonly HeatHole[] {
  const holes: HeatHole[] = []
  const end = Math.min(to, until)
  const add = (start: number, stop: number): void => {
    const [a, b] = [Math.max(from, start), Math.min(end, stop)]
    const last = holes.at(-1)
    if (b <= a) return
    if (last?.to === a) holes[holes.length - 1] = { from: last.from, to: b }
    else holes.push({ from: a, to: b })
  }
  const first = ring.length === 0 ? end : ring.time(0)
  add(from, first)
  for (let index = Math.max(0, ring.indexAt(from)); index < ring.length; index += 1) {
    const at = ring.time(index)
    if (at >= end) break
    const next = index + 1 < ring.length ? ring.time(index + 1) : end
    const live = ring.bids(index) + ring.asks(index) > 0
    add(live ? at + HOLD : at, next)
  }
  return holes
}
