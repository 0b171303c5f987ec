import { add, type Money, notional, type Price, type Quantity, ZERO_MONEY, ZERO_QUANTITY } from '../../../core/domain/index.ts'
import type { Level } from '../book/index.ts'

/** A level with everything from the best price to it. */
export interface DepthPoint {
  readonly price: Price
  readonly size: Quantity
  readonly cumulative: Quantity
  /** What all of it costs at its prices, exact. */
  readonly cost: Money
}

/** One side added up from the best price outwards. */
export function depthCurve(levels: readonly Level[]): readonly DepthPoint[] {
  let cumulative = ZERO_QUANTITY
  let cost = ZERO_MONEY
  return levels.map(({ price, size }) => {
    cumulative = add(cumulative, size)
    cost = add(cost, notional(price, size))
    return { price, size, cumulative, cost }
  })
}

/** How many points lie no further from the best price than `at`. */
export function reached(points: readonly DepthPoint[], at: Price, side: 'bid' | 'ask'): number {
  let low = 0
  let high = points.length
  while (low < high) {
    const middle = (low + high) >> 1
    const price = points[middle]?.price ?? at
    if (side === 'bid' ? price >= at : price <= at) low = middle + 1
    else high = middle
  }
  return low
}

/** The last point that a walk from the best price to `at` takes; undefined before the first. */
export const pointAt = (points: readonly DepthPoint[], at: Price, side: 'bid' | 'ask'): DepthPoint | undefined =>
  points[reached(points, at, side) - 1]

/** A round number of 1, 2 or 5 times a power of ten, so that about `count` of them make `span`. */
export function niceStep(span: number, count: number): number {
  const rough = span / Math.max(1, count)
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 5].find((each) => each * power >= rough) ?? 10
  return factor * power
}

/** Half-widths of the view, basis points of the mid. */
export const LEAST_REACH = 0.1
export const MOST_REACH = 2_000

export const zoomed = (reach: number, factor: number): number => Math.min(MOST_REACH, Math.max(LEAST_REACH, reach * factor))
