import { describe, expect, it } from 'vitest'
import { Chance, drawIndex, drawWeighted } from './chance.ts'

const draws = (chance: Chance, count: number): readonly number[] => Array.from({ length: count }, () => chance.next())

describe('chance', () => {
  it('draws the sequence that its authors published', () => {
    // The reference implementation of xoshiro128**, from the state 1, 2, 3, 4.
    const reference = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804]
    expect(draws(new Chance([1, 2, 3, 4]), 10).map((value) => value * 2 ** 32)).toEqual(reference)
  })

  it('goes on from its state as if it had not stopped', () => {
    const whole = Chance.seeded(7, 0)
    const first = draws(whole, 100)
    const state = JSON.parse(JSON.stringify(whole.state)) as typeof whole.state
    expect(draws(new Chance(state), 50)).toEqual(draws(whole, 50))
    expect(draws(Chance.seeded(7, 0), 100)).toEqual(first)
  })

  it('differs by seed and by stream', () => {
    const starts = [0, 1, 2, 2 ** 31].flatMap((seed) => [0, 1, 2].map((stream) => draws(Chance.seeded(seed, stream), 3).join()))
    expect(new Set(starts).size).toBe(starts.length)
  })

  it('is even', () => {
    const chance = Chance.seeded(3, 0)
    const counts = new Array<number>(10).fill(0)
    for (let round = 0; round < 10_000; round += 1) {
      const index = drawIndex(chance, 10)
      counts[index] = (counts[index] ?? 0) + 1
    }
    // Nine degrees of freedom: one run in a thousand is above 27.9.
    expect(counts.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0)).toBeLessThan(27.9)
    const heavy = Array.from({ length: 4_000 }, () =>
      drawWeighted(chance, [
        ['a', 3],
        ['b', 1],
      ]),
    ).filter((each) => each === 'a')
    expect(Math.abs(heavy.length - 3_000)).toBeLessThan(120)
  })
})
