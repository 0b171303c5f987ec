import { quantileOf } from '../statistics/index.ts'
import { nthValue, placeOf, type Point, valueAt, valueCount } from './dimension.ts'
import { pointKey, type SearchSpace } from './search-space.ts'

/** How far a neighbour is from the winner: this share of the range, or one step where that is more. */
const REACH = 0.05

/** Points beside one: each number a little less and a little more, the others unchanged. Another choice is no neighbour. */
export function pointsAround(space: SearchSpace, point: Point): readonly Point[] {
  const found = new Map<string, Point>()
  for (const dimension of space.dimensions) {
    if (dimension.kind === 'choice') continue
    const own = point[dimension.name] ?? dimension.min
    const place = placeOf(dimension, own)
    for (const direction of [-1, 1]) {
      const far = valueAt(dimension, Math.min(1 - Number.EPSILON, Math.max(0, place + direction * REACH)))
      const value = far === own ? nextValue() : far
      if (value === undefined || value === own) continue
      const neighbour = { ...point, [dimension.name]: value }
      if (space.allows(neighbour)) found.set(pointKey(neighbour), neighbour)

      function nextValue(): number | string | undefined {
        if (dimension.kind === 'choice' || valueCount(dimension) === Infinity) return undefined
        const step = dimension.step ?? 1
        const nth = Math.round((Number(own) - dimension.min) / step) + direction
        return nth < 0 || nth >= valueCount(dimension) ? undefined : nthValue(dimension, nth)
      }
    }
  }
  return [...found.values()]
}

/** plateau: the neighbours do about as well; spike: they do not, so that the winner is luck of one set of parameters. */
export type Shape = 'plateau' | 'slope' | 'spike'

export interface Robustness {
  readonly neighbours: number
  /** Of the neighbours' scores, those that have none below all others; null where that is what it falls on. */
  readonly median: number | null
  readonly worst: number | null
  /** Median of the neighbours over the winner; null where the winner is not above zero. */
  readonly kept: number | null
  readonly shape: Shape | null
}

const PLATEAU = 0.7
const SPIKE = 0.3

/** Null without a neighbour. A neighbour without a score keeps nothing. */
export function robustnessOf(winner: number, neighbours: readonly (number | null)[]): Robustness | null {
  if (neighbours.length === 0) return null
  const scores = neighbours.filter((score) => score !== null)
  const sorted = neighbours.map((score) => score ?? -Infinity).sort((a, b) => a - b)
  const middle = quantileOf(sorted, 0.5)
  const median = Number.isFinite(middle) ? middle : null
  const kept = winner > 0 ? Math.max(0, (median ?? 0) / winner) : null
  return {
    neighbours: neighbours.length,
    median,
    worst: scores.length < neighbours.length ? null : Math.min(...scores),
    kept,
    shape: kept === null ? null : kept >= PLATEAU ? 'plateau' : kept < SPIKE ? 'spike' : 'slope',
  }
}
