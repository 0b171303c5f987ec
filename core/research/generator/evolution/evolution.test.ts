import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ruleId } from '../../../strategies/index.ts'
import { checkConfig } from '../config.ts'
import { genePool } from '../genes/gene-pool.ts'
import { fits } from '../genes/tree.ts'
import { isTyped } from '../genes/typing.ts'
import { drawnRunner, type SpyRunner } from '../testing/drawn-outcomes.ts'
import { smallConfig } from '../testing/small-search.ts'
import { bestOfNiches, sharedFitness } from './niches.ts'
import type { EvolutionState, Member } from './state.ts'
import { type Habitat, islandSizes, startOf, step } from './step.ts'

const TRAIN = { from: 0, to: 30 * 24, days: 30 }
const pool = genePool('1h')

const habitat = (runner: SpyRunner, config = smallConfig()): Habitat => ({ pool, config, runner, train: TRAIN })

async function evolve(place: Habitat, pauses: readonly number[] = []): Promise<EvolutionState> {
  let state = startOf(place.config)
  while (state.generation < place.config.evolution.generations) {
    state = await step(state, place)
    if (pauses.includes(state.generation)) state = JSON.parse(JSON.stringify(state)) as EvolutionState
  }
  return state
}

describe('evolution', () => {
  it('is the same bytes for one worker or several, and wherever it was interrupted', async () => {
    const whole = JSON.stringify(await evolve(habitat(drawnRunner())))
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 7 }), fc.subarray([1, 2, 3, 4]), async (shares, pauses) => {
        expect(JSON.stringify(await evolve(habitat(drawnRunner(shares)), pauses))).toBe(whole)
      }),
      { numRuns: 6 },
    )
    expect(JSON.stringify(await evolve(habitat(drawnRunner(), smallConfig({}, { seed: 2 }))))).not.toBe(whole)
  })

  it('runs every strategy once, typed, within its limits, over the train window only', async () => {
    const runner = drawnRunner()
    const config = smallConfig({ generations: 6 })
    const state = await evolve(habitat(runner, config))
    const tasks = runner.batches.flat()
    const ids = tasks.map(({ rule }) => ruleId(rule))
    expect(new Set(ids).size).toBe(ids.length)
    expect(state.archive.map(([id]) => id)).toEqual(ids)
    expect(runner.batches.length).toBe(6)
    for (const { rule, range } of tasks) {
      expect(isTyped(pool, rule)).toBe(true)
      expect(fits(rule, config.limits)).toBe(true)
      expect(range).toEqual({ from: TRAIN.from, to: TRAIN.to })
    }
  })

  it('keeps its numbers, never loses its best, and gets better', async () => {
    const place = habitat(drawnRunner(), smallConfig({ generations: 8, count: 50 }))
    let state = await step(startOf(place.config), place)
    const best = (): number => Math.max(...state.islands.flatMap(({ members }) => members.map(({ fitness }) => fitness)))
    const mean = (): number => {
      const all = state.islands.flatMap(({ members }) => members.map(({ fitness }) => fitness))
      return all.reduce((sum, value) => sum + value, 0) / all.length
    }
    const [first, firstMean] = [best(), mean()]
    const chances = new Set(startOf(place.config).islands.map(({ chance }) => chance.join()))
    for (let before = first; state.generation < 8; before = best()) {
      for (const { chance } of state.islands) chances.add(chance.join())
      state = await step(state, place)
      expect(state.islands.map(({ members }) => members.length)).toEqual([17, 17, 16])
      expect(best()).toBeGreaterThanOrEqual(before)
      for (const { members } of state.islands)
        members.forEach(({ fitness }, index) => expect(fitness).toBeLessThanOrEqual(members[index - 1]?.fitness ?? Infinity))
    }
    // No island ever draws what another one drew, or what it drew before.
    expect(chances.size).toBe(3 * 8)
    expect(best()).toBeGreaterThan(first)
    expect(mean()).toBeGreaterThan(firstMean + 5)
    expect(best()).toBe(Math.max(...state.archive.map(([, fitness]) => fitness)))
  })

  it('sends the best of each island to the next one', async () => {
    const place = habitat(drawnRunner(), smallConfig({ generations: 6, migrationInterval: 3 }))
    let state = startOf(place.config)
    for (let round = 0; round < 3; round += 1) state = await step(state, place)
    const ids = state.islands.map(({ members }) => new Set(members.map(({ id }) => id)))
    const tops = state.islands.map(({ members }) => members[0]?.id ?? '')
    // The best of an island may have come to it; then it is on the island before, too.
    tops.forEach((id, index) => expect([ids[(index + 1) % 3]?.has(id), ids[(index + 2) % 3]?.has(id)]).toContain(true))
    expect(new Set(state.islands.flatMap(({ members }) => members.map(({ id }) => id))).size).toBeLessThan(48)
  })

  it('ends where its limits leave nothing new to draw', async () => {
    const config = smallConfig({ count: 48 }, { limits: { depth: 1, nodes: 1 } })
    await expect(step(startOf(config), habitat(drawnRunner(), config))).rejects.toThrow(/limits/)
  })

  it('divides the strategies over the islands', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1, max: 30 }), (count, islands) => {
        const sizes = islandSizes(count, islands)
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(count)
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('niches', () => {
  const member = (id: string, fitness: number, daily: readonly number[]): Member => ({
    id,
    fitness,
    daily,
    rule: { version: 1, timeframe: '1h', entry: { is: 'all', rules: [] }, exit: { is: 'all', rules: [] }, fraction: 1 },
  })
  const up = [1, 2, 3, 5]
  const members = [
    member('a', 5, up),
    member(
      'b',
      4,
      up.map((value) => 2 * value),
    ),
    member('c', 3, [3, 1, 2, 1]),
    member('d', 2, [0, 0, 0, 0]),
  ]

  it('divide the rank of like strategies between them', () => {
    const shared = sharedFitness(members, 0.7)
    expect(shared).toEqual([0.5, 0.375, 0.5, 0.25])
  })

  it('have one best each; what never trades has none', () => {
    expect(bestOfNiches(members, 4, 0.7)).toEqual([0, 2])
    expect(bestOfNiches(members, 1, 0.7)).toEqual([0])
  })
})

describe('the configuration', () => {
  it.each([
    ['count', smallConfig({ count: 7 })],
    ['islands', smallConfig({ count: 30, islands: 4 })],
    ['generations', smallConfig({ generations: 0 })],
    ['generations', smallConfig({ generations: 1.5 })],
    ['elite', smallConfig({ elite: 1.2 })],
    ['crossover', smallConfig({ crossover: 0.9, immigrants: 0.2 })],
    ['split', smallConfig({}, { split: [0.6, 0.4, 0] })],
    ['split', smallConfig({}, { split: [0.6, 0.3, 0.2] })],
    ['seed', smallConfig({}, { seed: -1 })],
    ['fee', smallConfig({}, { costs: { fee: Number.NaN, slippage: 0 } })],
  ])('is refused for %s', (field, config) => {
    expect(() => {
      checkConfig(config)
    }).toThrow(expect.objectContaining({ problem: expect.objectContaining({ field }) as unknown }) as Error)
  })
})
