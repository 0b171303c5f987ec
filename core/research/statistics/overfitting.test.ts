import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../simulation/paper/index.ts'
import { backtestOverfitting } from './index.ts'
import { residueReturns } from './testing/residue-returns.ts'

const rows = Array.from({ length: 6 }, (_, row) => residueReturns(row))

/** Returns without any skill, one series a strategy. */
function noise(strategies: number, days: number, seed: number): number[][] {
  const random = seededRandom(seed)
  return Array.from({ length: strategies }, () => Array.from({ length: days }, () => random.next() - 0.5))
}

describe('the probability of backtest overfitting', () => {
  it('is that of NumPy on every split', () => {
    const { probability, logits, lossProbability, slope } = backtestOverfitting(rows, 6)
    expect(probability).toBeCloseTo(0.65, 12)
    expect(lossProbability).toBeCloseTo(0.45, 12)
    expect(slope).toBeCloseTo(-1.1269823681590354, 9)
    expect([...logits].map((logit) => Number(logit.toFixed(6)))).toEqual([
      0.916291, 0.916291, -1.791759, 0.916291, -0.916291, -0.916291, -0.287682, -1.791759, -1.791759, -1.791759, -0.287682,
      0.287682, 0.287682, -0.916291, 0.287682, 0.287682, -1.791759, -0.287682, -0.287682, -1.791759,
    ])
  })

  it('is none where one strategy has skill, and about a half where none has', () => {
    const skilled = noise(20, 160, 1).map((returns, row) => returns.map((value) => value + (row === 7 ? 0.4 : 0)))
    expect(backtestOverfitting(skilled, 8).probability).toBe(0)
    const found = Array.from({ length: 12 }, (_, seed) => backtestOverfitting(noise(20, 160, seed + 1), 8).probability)
    const mean = found.reduce((sum, value) => sum + value, 0) / found.length
    expect(mean).toBeGreaterThan(0.35)
    expect(mean).toBeLessThan(0.65)
  })

  it('has a logit for every choice of half of the blocks', () => {
    expect(backtestOverfitting(noise(3, 64, 2)).logits).toHaveLength(12_870)
    expect(backtestOverfitting(noise(3, 64, 2), 2).logits).toHaveLength(2)
  })

  it('does not depend on the order of the strategies, nor on that of days inside a block', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const matrix = noise(7, 32, seed)
        const { probability, logits } = backtestOverfitting(matrix, 8)
        expect(backtestOverfitting([...matrix].reverse(), 8)).toMatchObject({ probability, logits })
        const swapped = matrix.map(([first = 0, second = 0, ...others]) => [second, first, ...others])
        expect(backtestOverfitting(swapped, 8)).toMatchObject({ probability, logits })
      }),
      { numRuns: 20 },
    )
  })

  it('counts winners that are no better than the others', () => {
    const flat = rows[0]?.map(() => 0) ?? []
    expect(backtestOverfitting([flat, flat, flat], 4)).toMatchObject({ probability: 1, lossProbability: 0, slope: 0 })
  })

  it('refuses what cannot be split', () => {
    expect(() => backtestOverfitting([residueReturns(1)])).toThrow(/strategies: 1: give at least two/)
    expect(() => backtestOverfitting(rows, 5)).toThrow(/blocks: 5: give an even number/)
    expect(() => backtestOverfitting(rows, 18)).toThrow(/blocks: 18: give a whole number from 2 to 16/)
    expect(() => backtestOverfitting(rows)).toThrow(/strategies\[0\]: 24 values: give at least 32/)
    expect(() => backtestOverfitting([rows[0] ?? [], [...(rows[1] ?? []).slice(1), Number.NaN]], 4)).toThrow(
      /strategies\[1\]\[23\]: NaN/,
    )
    expect(() => backtestOverfitting([rows[0] ?? [], (rows[1] ?? []).slice(1)], 4)).toThrow(/strategies\[1\]: 23 values/)
  })
})
