import type { Random } from '../../ports/index.ts'
import type { Dimension, Point } from './dimension.ts'
import { placeOf, valueCount } from './dimension.ts'
import { Parzen, Shares } from './parzen.ts'
import { pointAt, type SearchSpace } from './search-space.ts'
import type { ToldTrial } from './study.ts'

/** Trials at random before the model is asked. */
export const STARTUP_TRIALS = 12
/** Share of the trials that count as good, and how many at most. */
const GOOD_SHARE = 0.15
const MAX_GOOD = 25
/** A model of more trials than this asks as much and learns little: the rest is thinned out evenly. */
const MAX_BAD = 300
const CANDIDATES = 24

interface Model {
  draw(random: Random): number
  /** Log of how much likelier a place is among good trials than among the others. */
  promise(place: number): number
}

/**
 * Tree-structured Parzen estimator (J. Bergstra, R. Bardenet, Y. Bengio and B. Kegl, Algorithms for Hyper-Parameter
 * Optimization, NIPS 2011): good trials and the others each have a density over every parameter; of some points drawn from the
 * good one's density the one is proposed at which it exceeds the other's most, which is where the expected improvement is
 * largest. Trials without a score are among the others. Higher scores are better.
 */
export class TreeParzen {
  readonly #space: SearchSpace
  readonly #models: readonly Model[]

  constructor(space: SearchSpace, told: readonly ToldTrial[]) {
    this.#space = space
    const ranked = told.toSorted((a, b) => (b.score ?? -Infinity) - (a.score ?? -Infinity) || a.number - b.number)
    const scored = ranked.filter(({ score }) => score !== null).length
    const good = ranked.slice(0, Math.min(scored, MAX_GOOD, Math.ceil(GOOD_SHARE * told.length)))
    const bad = thinned(ranked.slice(good.length), MAX_BAD)
    this.#models = space.dimensions.map((dimension) => modelOf(dimension, good, bad))
  }

  /** Undefined where no point that was drawn is free. */
  propose(random: Random, isFree: (point: Point) => boolean): Point | undefined {
    let best: { readonly point: Point; readonly promise: number } | undefined
    for (let candidate = 0; candidate < CANDIDATES; candidate += 1) {
      const places = this.#models.map((model) => model.draw(random))
      const point = pointAt(this.#space, places)
      if (!isFree(point)) continue
      // The place of the value, not the one drawn: all draws of one value promise the same.
      const promise = this.#models.reduce((sum, model, index) => {
        const dimension = this.#space.dimensions[index]
        const value = dimension === undefined ? undefined : point[dimension.name]
        return sum + (dimension === undefined || value === undefined ? 0 : model.promise(placeOf(dimension, value)))
      }, 0)
      if (best === undefined || promise > best.promise) best = { point, promise }
    }
    return best?.point
  }
}

const thinned = <Item>(items: readonly Item[], limit: number): readonly Item[] =>
  items.length <= limit
    ? items
    : items.filter((_, index) => Math.floor((index * limit) / items.length) !== Math.floor(((index - 1) * limit) / items.length))

function modelOf(dimension: Dimension, good: readonly ToldTrial[], bad: readonly ToldTrial[]): Model {
  const places = (trials: readonly ToldTrial[]): readonly number[] =>
    trials.map(({ point }) => placeOf(dimension, point[dimension.name] ?? 0))
  if (dimension.kind === 'choice') {
    const count = valueCount(dimension)
    const nth = (place: number): number => Math.floor(place * count)
    const [above, below] = [good, bad].map((trials) => new Shares(count, places(trials).map(nth)))
    return {
      draw: (random) => ((above?.draw(random) ?? 0) + 0.5) / count,
      promise: (place) => Math.log((above?.share(nth(place)) ?? 1) / (below?.share(nth(place)) ?? 1)),
    }
  }
  const [above, below] = [new Parzen(places(good)), new Parzen(places(bad))]
  return {
    draw: (random) => above.draw(random),
    promise: (place) => Math.log(above.density(place) / below.density(place)),
  }
}
