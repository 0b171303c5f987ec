import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../domain/index.ts'
import { type Dimension, type Point, type SearchSpace, Study, type StudyPlan, type ToldTrial } from './index.ts'

const number = (name: string, min: number, max: number, step?: number): Dimension => ({
  kind: 'number',
  name,
  min,
  max,
  ...(step === undefined ? {} : { step }),
})
const integer = (name: string, min: number, max: number): Dimension => ({ kind: 'integer', name, min, max })
const spaceOf = (dimensions: readonly Dimension[], allows: SearchSpace['allows'] = () => true): SearchSpace => ({
  dimensions,
  fixed: {},
  allows,
})
const plan = (other: Partial<StudyPlan> = {}): StudyPlan => ({ method: 'tpe', trials: 60, seed: 1, batch: 8, ...other })

type Score = (point: Point) => number | null
function run(study: Study, score: Score): readonly ToldTrial[] {
  for (let points = study.ask(); points.length > 0; points = study.ask()) study.tell(points, points.map(score))
  return study.told
}
const best = (told: readonly ToldTrial[]): number => Math.max(...told.map(({ score }) => score ?? -Infinity))
const numbers = (point: Point, ...names: readonly string[]): readonly number[] => names.map((name) => Number(point[name]))

const sphere: Score = (point) => {
  const [a = 0, b = 0, c = 0, d = 0] = numbers(point, 'a', 'b', 'c', 'd')
  return -((a - 1) ** 2 + (b + 2) ** 2 + (c - 0.5) ** 2 + (d - 3) ** 2)
}
/** F. Branin, 1972: its three maxima are -0.397887. */
const branin: Score = (point) => {
  const [x = 0, y = 0] = numbers(point, 'x', 'y')
  const valley = y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6
  return -(valley ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10)
}
/** Two periods whose ratio to the best ones counts, and a choice. */
const periods: Score = (point) => {
  const [fast = 1, slow = 1] = numbers(point, 'fast', 'slow')
  return -(Math.abs(Math.log(fast / 20)) + Math.abs(Math.log(slow / 100)) + (point['seed'] === 'b' ? 0 : 1))
}
const FUNCTIONS: readonly (readonly [name: string, dimensions: readonly Dimension[], score: Score])[] = [
  ['a sphere of four', ['a', 'b', 'c', 'd'].map((name) => number(name, -5, 5)), sphere],
  ['Branin', [number('x', -5, 10), number('y', 0, 15)], branin],
  [
    'periods and a choice',
    [integer('fast', 1, 500), integer('slow', 1, 500), { kind: 'choice', name: 'seed', choices: ['a', 'b', 'c'] }],
    periods,
  ],
]

describe('a study', () => {
  it.each(FUNCTIONS)('finds more with TPE than at random: %s', (_name, dimensions, score) => {
    const seeds = Array.from({ length: 15 }, (_, index) => index + 1)
    const found = seeds.map((seed) => {
      const [tpe = 0, random = 0] = (['tpe', 'random'] as const).map((method) =>
        best(run(new Study(spaceOf(dimensions), plan({ method, seed })), score)),
      )
      return { tpe, random }
    })
    expect(found.filter(({ tpe, random }) => tpe > random).length).toBeGreaterThanOrEqual(12)
    const loss = (key: 'tpe' | 'random'): number => found.reduce((sum, each) => sum - each[key], 0)
    const floor = score === branin ? 0.397887 * seeds.length : 0
    expect(loss('tpe') - floor).toBeLessThan((loss('random') - floor) / 2)
  })

  it('goes on from what it was told as it would have', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('grid', 'random', 'tpe' as const),
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (method, seed, batch) => {
          const space = spaceOf(
            [integer('fast', 1, 9), integer('slow', 1, 6)],
            (point) => Number(point['fast']) <= Number(point['slow']),
          )
          const terms = plan({ method, seed, batch, trials: 40 })
          const whole = run(new Study(space, terms), periods)
          const half = new Study(space, terms)
          for (let round = 0; round < 2; round += 1) {
            const points = half.ask()
            expect(half.ask()).toEqual(points)
            half.tell(points, points.map(periods))
          }
          const kept = JSON.parse(JSON.stringify(half.told)) as ToldTrial[]
          expect(run(new Study(space, terms, kept), periods)).toEqual(whole)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('never asks twice for a point nor for one that is not allowed, and ends with the space', () => {
    const space = spaceOf(
      [integer('fast', 1, 6), integer('slow', 1, 6)],
      (point) => Number(point['fast']) < Number(point['slow']),
    )
    for (const method of ['grid', 'random', 'tpe'] as const) {
      const told = run(new Study(space, plan({ method, batch: 4 })), periods)
      expect(new Set(told.map(({ point }) => JSON.stringify(point))).size).toBe(15)
      expect(told).toHaveLength(15)
      expect(told.every(({ point }) => space.allows(point))).toBe(true)
      expect(told.map(({ number: place }) => place)).toEqual(Array.from({ length: 15 }, (_, index) => index))
    }
  })

  it('goes through a grid in order', () => {
    const space = spaceOf([number('a', 0, 0.3, 0.1), { kind: 'choice', name: 'b', choices: ['x', 'y'] }])
    expect(run(new Study(space, plan({ method: 'grid', batch: 3 })), () => 0).map(({ point }) => Object.values(point))).toEqual(
      [0, 0.1, 0.2, 0.3].flatMap((a) => [
        [a, 'x'],
        [a, 'y'],
      ]),
    )
  })

  it('takes trials without a score, also if there is no other', () => {
    const space = spaceOf([number('x', -5, 10), number('y', 0, 15)])
    expect(run(new Study(space, plan()), () => null)).toHaveLength(60)
    const holed = run(new Study(space, plan({ trials: 80 })), (point) => (Number(point['x']) < 0 ? null : branin(point)))
    expect(holed.slice(40).filter(({ score }) => score === null).length).toBeLessThan(10)
    expect(new Study(space, plan(), [{ number: 0, point: { x: 1, y: 2 }, score: Number.NaN }]).told[0]?.score).toBeNull()
  })

  it('differs by its seed', () => {
    const of = (seed: number) => run(new Study(spaceOf([number('a', 0, 1)]), plan({ seed, trials: 20 })), () => 0)
    expect(of(1)).toEqual(of(1))
    expect(of(1)).not.toEqual(of(2))
  })

  const wide = spaceOf([integer('a', 1, 500), integer('b', 1, 500)])
  const refused: readonly (readonly [SearchSpace, Partial<StudyPlan>, RegExp])[] = [
    [wide, { trials: 0 }, /trials: 0/],
    [wide, { seed: -1 }, /seed: -1/],
    [wide, { batch: 0 }, /batch: 0/],
    [wide, { method: 'grid' }, /--space: a grid of 250000 combinations: at most 100000: give larger steps/],
    [spaceOf([integer('a', 1, 90)]), { method: 'grid' }, /--space: a grid of 90 points: at most 60/],
    [spaceOf([number('a', 0, 1)]), { method: 'grid' }, /--space\.a: no step: a grid needs one/],
    [spaceOf([integer('a', 1, 5)], () => false), { method: 'grid' }, /a grid of 0 points/],
  ]
  it.each(refused)('is refused', (space, other, words) => {
    expect(() => new Study(space, plan(other))).toThrow(InputError)
    expect(() => new Study(space, plan(other))).toThrow(words)
  })

  it('says so where nothing that it draws is allowed, and where scores do not fit', () => {
    expect(() =>
      new Study(
        spaceOf([number('a', 0, 1)], () => false),
        plan(),
      ).ask(),
    ).toThrow(/200 draws gave nothing/)
    const study = new Study(wide, plan())
    expect(() => study.tell(study.ask(), [1])).toThrow(/scores: 1 scores: give 8/)
  })
})
