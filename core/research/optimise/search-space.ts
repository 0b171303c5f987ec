import { InputError, resolveParameters } from '../../domain/index.ts'
import type { Strategy } from '../../strategies/index.ts'
import { declaredDimension, type Dimension, narrowedDimension, nthValue, type Point, valueAt, valueCount } from './dimension.ts'

/** Where trials are looked for. */
export interface SearchSpace {
  /** At least one, in the order in which the strategy declares them. */
  readonly dimensions: readonly Dimension[]
  /** Parameters that every trial shares. */
  readonly fixed: Point
  /** Whether the strategy takes these parameters together. */
  allows(point: Point): boolean
}

/** Points of a grid at most, and of a finite space that is listed to find what is left of it. */
export const MAX_GRID = 100_000

/**
 * The parameters that a strategy declares. `narrowing` names those to search and their ranges, the others stay as `fixed` has
 * them or at their defaults; without it all that are not fixed are searched, over the whole of what is declared.
 * Throws InputError for a name, a range or a value that the strategy does not have, and where nothing is left to search.
 */
export function searchSpace(
  strategy: Strategy,
  narrowing: Readonly<Record<string, unknown>> | undefined,
  fixed: Readonly<Record<string, unknown>> = {},
): SearchSpace {
  const { id, parameters } = strategy.descriptor
  for (const name of Object.keys(narrowing ?? {})) {
    if (!Object.hasOwn(parameters, name))
      throw new InputError({
        field: `--space.${name}`,
        value: id,
        remedy: `it has no such parameter: use ${Object.keys(parameters).join(', ')}`,
      })
    if (Object.hasOwn(fixed, name))
      throw new InputError({ field: `--space.${name}`, value: id, remedy: 'it is fixed by --params: give one or the other' })
  }
  const dimensions = Object.entries(parameters).flatMap(([name, spec]): readonly Dimension[] => {
    if (narrowing === undefined) return Object.hasOwn(fixed, name) ? [] : [declaredDimension(name, spec)]
    return Object.hasOwn(narrowing, name) ? [narrowedDimension(name, spec, narrowing[name])] : []
  })
  if (dimensions.length === 0)
    throw new InputError({ field: '--space', value: id, remedy: 'no parameter is left to search: name at least one' })
  // Each value by its own rule only: a fixed one may need others beside it than the defaults.
  const own: Point = resolveParameters(parameters, fixed, id)
  return {
    dimensions,
    fixed: Object.fromEntries(Object.entries(own).filter(([name]) => !dimensions.some((dimension) => dimension.name === name))),
    allows(point) {
      try {
        strategy.configure({ ...own, ...point })
        return true
      } catch (error) {
        // Every value is inside its range: what is refused is how they go together.
        if (error instanceof InputError) return false
        throw error
      }
    },
  }
}

/** All combinations, those that the strategy refuses included; Infinity where a number has no step. */
export const combinationCount = ({ dimensions }: SearchSpace): number =>
  dimensions.reduce((product, dimension) => product * valueCount(dimension), 1)

/** The point at a place from 0 to combinationCount - 1: the last dimension runs fastest. */
export function nthPoint({ dimensions }: SearchSpace, place: number): Point {
  const point: Record<string, number | string> = {}
  let rest = place
  for (const dimension of dimensions.toReversed()) {
    const count = valueCount(dimension)
    point[dimension.name] = nthValue(dimension, rest % count)
    rest = Math.floor(rest / count)
  }
  return Object.fromEntries(dimensions.map(({ name }) => [name, point[name] ?? 0]))
}

/** The point at places in [0, 1], one a dimension. */
export const pointAt = ({ dimensions }: SearchSpace, places: ArrayLike<number>): Point =>
  Object.fromEntries(dimensions.map((dimension, index) => [dimension.name, valueAt(dimension, places[index] ?? 0)]))

/** Two points are the same trial when their keys are. */
export const pointKey = (point: Point): string => JSON.stringify(Object.entries(point).sort(([a], [b]) => (a < b ? -1 : 1)))
