import type { HeatWindow } from './heat-raster.ts'

/** Time on show, ms. */
export const LEAST_SPAN = 15_000
export const MOST_SPAN = 600_000
export const FIRST_SPAN = 180_000

const NICE = [1, 2, 5]

/** The least round number of ticks, 1, 2 or 5 times a power of ten, that is no less than `least`. */
export function niceTicks(least: number): number {
  if (least <= 1) return 1
  const power = 10 ** Math.floor(Math.log10(least))
  return (NICE.find((each) => each * power >= least - 1e-9) ?? 10) * power
}

export interface CameraSize {
  /** Device pixels of the picture. */
  readonly width: number
  readonly height: number
  /** Device pixels that a row should have at least. */
  readonly row: number
  /** Units of price of a tick. */
  readonly tick: number
}

/** Where one looks: follows the newest moment and the middle of the market until it is moved by hand. */
export class HeatCamera {
  span = FIRST_SPAN
  /** The right edge while it stands still; undefined follows now. */
  until: number | undefined
  /** Units of price from the middle of the picture to its edge; 0 before the first fit. */
  half = 0
  centre = 0
  #held: number | undefined
  /** Whether the middle of the picture follows that of the market. */
  following = true

  get paused(): boolean {
    return this.until !== undefined
  }

  /** Looks at the market again: now, its middle, and as much of the book as `half` units of price. */
  fit(middle: number, half: number): void {
    this.until = undefined
    this.following = true
    this.centre = middle
    this.half = half
  }

  live(): void {
    this.until = undefined
  }

  /** The market's middle is `middle`: the picture moves when it has left the inner part, not with every tick. */
  follow(middle: number): void {
    if (this.following && Math.abs(middle - this.centre) > this.half * 0.5) this.centre = middle
  }

  /** A hand is laid on the picture: time stands still under it. */
  hold(now: number): void {
    if (this.until !== undefined) return
    this.until = now
    this.#held = now
  }

  /** The hand is gone. Where it moved nothing in time, time goes on. */
  release(): void {
    if (this.#held !== undefined && this.until === this.#held) this.until = undefined
    this.#held = undefined
  }

  /** `now` is where the right edge would be while following. Positive steps go back in time and up in price. */
  pan(back: number, up: number, now: number): void {
    if (back !== 0) {
      const until = (this.until ?? now) - back
      this.until = until >= now ? undefined : until
    }
    if (up === 0) return
    this.centre += up
    this.following = false
  }

  zoomTime(factor: number): void {
    this.span = Math.min(MOST_SPAN, Math.max(LEAST_SPAN, this.span * factor))
  }

  zoomPrice(factor: number, tick: number): void {
    this.half = Math.max(tick * 5, this.half * factor)
  }

  /** Edges on whole pixels and rows, so that a picture that moves on is the same one moved along. */
  window(now: number, { width, height, row, tick }: CameraSize): HeatWindow {
    const perPixel = Math.max(1, Math.round(this.span / width))
    const to = (Math.floor((this.until ?? now) / perPixel) + 1) * perPixel
    const bucket = tick * niceTicks((row * 2 * this.half) / height / tick)
    const rows = Math.max(1, Math.round((2 * this.half) / bucket))
    const low = Math.round((this.centre - this.half) / bucket) * bucket
    return { from: to - perPixel * width, to, low, high: low + rows * bucket, bucket }
  }
}
