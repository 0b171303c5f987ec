import { DAY } from '../domain/index.ts'

/** Equity over time, oldest first, equally long; times in epoch ms. */
export interface EquityCurve {
  readonly times: Float64Array
  readonly equity: Float64Array
}

const at = (column: Float64Array, index: number): number => column[index] ?? Number.NaN

/** The last value of each span of time that has one, named by what `spanOf` gives for its time. */
function lastOfEach<Span>({ times, equity }: EquityCurve, spanOf: (time: number) => Span): readonly (readonly [Span, number])[] {
  const found: (readonly [Span, number])[] = []
  for (let index = 0; index < times.length; index += 1) {
    const span = spanOf(at(times, index))
    if (found.at(-1)?.[0] === span) found.pop()
    found.push([span, at(equity, index)])
  }
  return found
}

/** A point that closes a bar at midnight belongs to the day that ends there. */
const dayOf = (time: number): number => Math.floor((time - 1) / DAY)
const monthOf = (time: number): string => new Date(time - 1).toISOString().slice(0, 7)

function returnsOf<Span>(ends: readonly (readonly [Span, number])[], start: number): readonly (readonly [Span, number])[] {
  let before = start
  return ends.map(([span, equity]): readonly [Span, number] => {
    const change = equity / before - 1
    before = equity
    return [span, change]
  })
}

/** Simple returns of the UTC days that have a point, from `start`: each day's last equity over that of the day before it, less one. */
export const dailyReturns = (curve: EquityCurve, start: number): readonly number[] =>
  returnsOf(lastOfEach(curve, dayOf), start).map(([, change]) => change)

export interface MonthlyReturn {
  /** `2025-08`, UTC. */
  readonly month: string
  readonly return: number
}

export const monthlyReturns = (curve: EquityCurve, start: number): readonly MonthlyReturn[] =>
  returnsOf(lastOfEach(curve, monthOf), start).map(([month, change]) => ({ month, return: change }))

/**
 * Which of the points to show so that every rise and fall that one can see is there: the lowest and the highest of each
 * of equally many points, in their order, with the first and the last of all; at most `limit` (4 or more).
 */
export function visiblePoints(equity: Float64Array, limit: number): readonly number[] {
  const { length } = equity
  if (length <= limit) return Array.from({ length }, (_, index) => index)
  const buckets = Math.floor((limit - 2) / 2)
  const kept = new Set([0, length - 1])
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const from = Math.floor((bucket * length) / buckets)
    const to = Math.floor(((bucket + 1) * length) / buckets)
    let [low, high] = [from, from]
    for (let index = from; index < to; index += 1) {
      if (at(equity, index) < at(equity, low)) low = index
      if (at(equity, index) > at(equity, high)) high = index
    }
    kept.add(low).add(high)
  }
  return [...kept].sort((a, b) => a - b)
}

/** The {@link visiblePoints} of a curve. */
export function downsample({ times, equity }: EquityCurve, limit: number): EquityCurve {
  const indices = visiblePoints(equity, limit)
  return {
    times: Float64Array.from(indices, (index) => at(times, index)),
    equity: Float64Array.from(indices, (index) => at(equity, index)),
  }
}
