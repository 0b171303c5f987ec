import type { Random } from '../../ports/index.ts'
import { normalCdf, normalDensity, normalQuantile } from '../statistics/index.ts'

/**
 * A density over [0, 1] made of places that were seen: a normal bump around each, cut to [0, 1], and one flat bump, all of the
 * same weight. A bump is as wide as the larger distance to its neighbours, within limits
 * (J. Bergstra, R. Bardenet, Y. Bengio and B. Kegl, Algorithms for Hyper-Parameter Optimization, NIPS 2011, section 4).
 */
export class Parzen {
  readonly #centres: Float64Array
  readonly #widths: Float64Array
  /** The share of each bump that lies inside [0, 1]. */
  readonly #inside: Float64Array

  constructor(places: readonly number[]) {
    const sorted = Float64Array.from(places).sort()
    const least = 1 / Math.min(100, sorted.length + 2)
    this.#centres = sorted
    this.#widths = sorted.map((place, index) => {
      const wide = Math.max(place - (sorted[index - 1] ?? 0), (sorted[index + 1] ?? 1) - place)
      return Math.min(1, Math.max(least, wide))
    })
    this.#inside = sorted.map((place, index) => {
      const width = this.#widths[index] ?? 1
      return normalCdf((1 - place) / width) - normalCdf(-place / width)
    })
  }

  density(place: number): number {
    let sum = 1
    for (let index = 0; index < this.#centres.length; index += 1) {
      const width = this.#widths[index] ?? 1
      sum += normalDensity((place - (this.#centres[index] ?? 0)) / width) / (width * (this.#inside[index] ?? 1))
    }
    return sum / (this.#centres.length + 1)
  }

  draw(random: Random): number {
    const bump = Math.floor(random.next() * (this.#centres.length + 1))
    const centre = this.#centres[bump]
    if (centre === undefined) return random.next()
    const width = this.#widths[bump] ?? 1
    const below = normalCdf(-centre / width)
    const drawn = centre + width * normalQuantile(below + random.next() * (this.#inside[bump] ?? 1))
    return Math.min(1 - Number.EPSILON, Math.max(0, drawn))
  }
}

/** Shares of named values: how often each was seen, one time more each. */
export class Shares {
  readonly #shares: readonly number[]

  constructor(count: number, seen: readonly number[]) {
    const times = Array.from({ length: count }, () => 1)
    for (const place of seen) times[place] = (times[place] ?? 0) + 1
    this.#shares = times.map((each) => each / (count + seen.length))
  }

  share(place: number): number {
    return this.#shares[place] ?? 0
  }

  draw(random: Random): number {
    let left = random.next()
    for (const [place, share] of this.#shares.entries()) {
      left -= share
      if (left < 0) return place
    }
    return this.#shares.length - 1
  }
}
