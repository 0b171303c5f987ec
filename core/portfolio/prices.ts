import { HOUR, invert, type Millis, type Price, price } from '../domain/index.ts'

/** A price that somebody paid or quoted, and when. */
export interface PricePoint {
  readonly asset: string
  readonly currency: string
  readonly price: Price
  readonly at: Millis
}

/** How many of the currency one of the asset was worth, and when that was said. */
export interface Conversion {
  readonly price: Price
  readonly at: Millis
}

/** The newest price that was known at that time; undefined where there is none or it was too old by then. */
export type PriceOf = (asset: string, currency: string, at: Millis) => Conversion | undefined

/** How old a price may be and still count as the price at a time. */
export const PRICE_FOR = HOUR

const ONE = price('1')

/** Prices as they became known, for questions about the past. One currency is never taken for another, however alike. */
export class PriceHistory {
  readonly #pairs = new Map<string, PricePoint[]>()
  readonly #maxAge: number

  /** `maxAge` in ms. */
  constructor(maxAge: number = PRICE_FOR) {
    this.#maxAge = maxAge
  }

  /** In any order of time; of two at one time the later told holds. */
  add(point: PricePoint): void {
    if (point.price <= 0n) return
    const pair = `${point.asset}/${point.currency}`
    const points = this.#pairs.get(pair)
    if (points === undefined) this.#pairs.set(pair, [point])
    else points.splice(countUntil(points, point.at), 0, point)
  }

  readonly priceOf: PriceOf = (asset, currency, at) => {
    if (asset === currency) return { price: ONE, at }
    const direct = this.#newest(`${asset}/${currency}`, at)
    if (direct !== undefined) return { price: direct.price, at: direct.at }
    const other = this.#newest(`${currency}/${asset}`, at)
    return other === undefined ? undefined : { price: invert(other.price), at: other.at }
  }

  #newest(pair: string, at: Millis): PricePoint | undefined {
    const points = this.#pairs.get(pair)
    const found = points?.[countUntil(points, at) - 1]
    return found === undefined || at - found.at > this.#maxAge ? undefined : found
  }
}

/** How many points are not later than `at`. */
function countUntil(points: readonly PricePoint[], at: Millis): number {
  let [low, high] = [0, points.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((points[middle]?.at ?? Infinity) <= at) low = middle + 1
    else high = middle
  }
  return low
}
