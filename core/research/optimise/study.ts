import { InputError } from '../../domain/index.ts'
import { checkWhole } from '../statistics/index.ts'
import type { Point } from './dimension.ts'
import { combinationCount, MAX_GRID, nthPoint, pointAt, pointKey, type SearchSpace } from './search-space.ts'
import { trialRandom } from './seeds.ts'
import { STARTUP_TRIALS, TreeParzen } from './tpe.ts'

export const METHODS = ['grid', 'random', 'tpe'] as const
export type Method = (typeof METHODS)[number]

export interface StudyPlan {
  readonly method: Method
  /** At most; a space that is searched wholly ends the study before. */
  readonly trials: number
  readonly seed: number
  /** Trials that are asked for at a time: part of the result, unlike the number of workers that share a batch. */
  readonly batch: number
}

export interface ToldTrial {
  /** From 0, in the order in which they were asked for. */
  readonly number: number
  readonly point: Point
  /** Higher is better; null is a trial of which nothing can be said. */
  readonly score: number | null
}

const MAX_TRIALS = 100_000
/** Draws for one trial until a space is listed instead. */
const DRAWS = 200

/**
 * Asks for points and is told their scores. It holds nothing but what it was told: a study made from the same plan and the
 * told trials of another goes on as that one would have.
 */
export class Study {
  readonly #space: SearchSpace
  readonly #plan: StudyPlan
  readonly #told: ToldTrial[] = []
  readonly #keys = new Set<string>()
  /** Next place of a grid. */
  #place = 0
  #exhausted = false

  /** Throws InputError for a plan out of range, and for a grid without steps or of more points than the trials allow. */
  constructor(space: SearchSpace, plan: StudyPlan, told: readonly ToldTrial[] = []) {
    checkWhole('trials', plan.trials, 1, MAX_TRIALS)
    checkWhole('seed', plan.seed, 0, 0xffff_ffff)
    checkWhole('batch', plan.batch, 1, 1_024)
    if (plan.method === 'grid') checkGrid(space, plan.trials)
    this.#space = space
    this.#plan = plan
    for (const { point, score } of told) this.#take(point, score)
    if (plan.method === 'grid') this.#skipTold()
  }

  get told(): readonly ToldTrial[] {
    return this.#told
  }

  /** The next batch; none once the study is over. Asking again before telling gives the same. */
  ask(): readonly Point[] {
    const { trials, batch, method } = this.#plan
    const wanted = Math.min(batch, trials - this.#told.length)
    return method === 'grid' ? this.#nextOfGrid(wanted) : this.#drawn(wanted)
  }

  /** The scores of the batch that was asked for last, in its order. */
  tell(points: readonly Point[], scores: readonly (number | null)[]): void {
    if (points.length !== scores.length)
      throw new InputError({
        field: 'scores',
        value: `${String(scores.length)} scores`,
        remedy: `give ${String(points.length)}, one a point`,
      })
    points.forEach((point, index) => {
      this.#take(point, scores[index] ?? null)
    })
    if (this.#plan.method === 'grid') this.#skipTold()
  }

  #take(point: Point, score: number | null): void {
    this.#told.push({ number: this.#told.length, point, score: score === null || !Number.isFinite(score) ? null : score })
    this.#keys.add(pointKey(point))
  }

  /** Moves past what is told: every point before a told one is told or not allowed. */
  #skipTold(): void {
    const last = this.#told.at(-1)
    if (last === undefined) return
    const [key, count] = [pointKey(last.point), combinationCount(this.#space)]
    while (this.#place < count && pointKey(nthPoint(this.#space, this.#place)) !== key) this.#place += 1
    this.#place += 1
  }

  #nextOfGrid(wanted: number): readonly Point[] {
    const found: Point[] = []
    const count = combinationCount(this.#space)
    for (let place = this.#place; place < count && found.length < wanted; place += 1) {
      const point = nthPoint(this.#space, place)
      if (this.#space.allows(point)) found.push(point)
    }
    return found
  }

  #drawn(wanted: number): readonly Point[] {
    if (this.#exhausted) return []
    const told = this.#told.length
    const model = this.#plan.method === 'tpe' && told >= STARTUP_TRIALS ? new TreeParzen(this.#space, this.#told) : undefined
    const taken = new Set(this.#keys)
    const isFree = (point: Point): boolean => !taken.has(pointKey(point)) && this.#space.allows(point)
    const found: Point[] = []
    while (found.length < wanted) {
      const random = trialRandom(this.#plan.seed, told + found.length)
      const point = model?.propose(random, isFree) ?? this.#anywhere(random, isFree)
      if (point === undefined) break
      taken.add(pointKey(point))
      found.push(point)
    }
    if (found.length === 0) this.#exhausted = true
    return found
  }

  #anywhere(random: { next(): number }, isFree: (point: Point) => boolean): Point | undefined {
    for (let draw = 0; draw < DRAWS; draw += 1) {
      const point = pointAt(
        this.#space,
        Array.from(this.#space.dimensions, () => random.next()),
      )
      if (isFree(point)) return point
    }
    const count = combinationCount(this.#space)
    if (count > MAX_GRID)
      throw new InputError({
        field: '--space',
        value: JSON.stringify(this.#space.dimensions.map(({ name }) => name)),
        remedy: `${String(DRAWS)} draws gave nothing that the strategy takes: narrow the ranges to where they go together`,
      })
    const free = Array.from({ length: count }, (_, place) => nthPoint(this.#space, place)).filter(isFree)
    return free[Math.floor(random.next() * free.length)]
  }
}

function checkGrid(space: SearchSpace, trials: number): void {
  const endless = space.dimensions.find((dimension) => combinationCount({ ...space, dimensions: [dimension] }) === Infinity)
  if (endless !== undefined)
    throw new InputError({
      field: `--space.${endless.name}`,
      value: 'no step',
      remedy: 'a grid needs one: give [min, max, step], or use --method random or tpe',
    })
  const count = combinationCount(space)
  const problem = (value: string, limit: number): InputError =>
    new InputError({
      field: '--space',
      value: `a grid of ${value}`,
      remedy: `at most ${String(limit)}: give larger steps or fewer parameters, more --trials, or use --method random or tpe`,
    })
  if (count > MAX_GRID) throw problem(`${String(count)} combinations`, MAX_GRID)
  let allowed = 0
  for (let place = 0; place < count; place += 1) if (space.allows(nthPoint(space, place))) allowed += 1
  if (allowed === 0)
    throw new InputError({ field: '--space', value: 'a grid of 0 points', remedy: 'the strategy takes none of its combinations' })
  if (allowed > trials) throw problem(`${String(allowed)} points`, trials)
}
