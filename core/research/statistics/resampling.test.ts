import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../simulation/paper/index.ts'
import { bootstrapInterval, meanOf, monteCarlo, type MonteCarloTerms, normalQuantile, sharpeEstimate, spreadOf } from './index.ts'

const terms = (other: Partial<MonteCarloTerms> = {}): MonteCarloTerms => ({
  random: seededRandom(3),
  runs: 20_000,
  resampling: 'bootstrap',
  equity: 100,
  ruin: 0.5,
  ...other,
})

describe('a spread', () => {
  it('is the quantiles of NumPy', () => {
    expect(spreadOf([4, 1, 3, 2])).toEqual({
      mean: 2.5,
      p5: expect.closeTo(1.15, 12),
      p25: 1.75,
      median: 2.5,
      p75: 3.25,
      p95: expect.closeTo(3.85, 12),
    })
    expect(spreadOf([7])).toEqual({ mean: 7, p5: 7, p25: 7, median: 7, p75: 7, p95: 7 })
  })
})

describe('a Monte Carlo of trades', () => {
  it('draws every luck as often as it is due', () => {
    // Doubling and halving, twice: 400, 100, 100 or 25, each in a quarter of the runs; ruin wherever the first or both halve.
    const found = monteCarlo([1, -0.5], terms())
    expect(found.observed).toEqual({ finalEquity: 100, maxDrawdown: 0.5 })
    expect(found.finalEquity.mean).toBeCloseTo(156.25, -1)
    expect(found.lossProbability).toBeCloseTo(0.25, 1)
    expect(found.ruinProbability).toBeCloseTo(0.5, 1)
    expect([found.finalEquity.p5, found.finalEquity.median, found.finalEquity.p95]).toEqual([25, 100, 400])
    expect([found.maxDrawdown.p5, found.maxDrawdown.median, found.maxDrawdown.p95]).toEqual([0, 0.5, 0.75])
  })

  it('changes the way but not the end where it only shuffles', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -0.3, max: 0.4, noNaN: true }), { minLength: 1, maxLength: 30 }), (returns) => {
        const { observed, finalEquity, maxDrawdown } = monteCarlo(returns, terms({ runs: 50, resampling: 'shuffle' }))
        expect(finalEquity.p5).toBeCloseTo(observed.finalEquity, 6)
        expect(finalEquity.p95).toBeCloseTo(observed.finalEquity, 6)
        expect(maxDrawdown.p95).toBeLessThan(1)
        expect(maxDrawdown.p5).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 50 },
    )
  })

  it('is the same for the same seed, and knows that who lost all trades no more', () => {
    expect(monteCarlo([0.1, -0.05, 0.02], terms())).toEqual(monteCarlo([0.1, -0.05, 0.02], terms()))
    expect(monteCarlo([-1.5, 3], terms({ resampling: 'shuffle', runs: 10, ruin: 0 }))).toMatchObject({
      observed: { finalEquity: 0, maxDrawdown: 1 },
      ruinProbability: 1,
      lossProbability: 1,
    })
  })

  it('refuses what it cannot draw from', () => {
    expect(() => monteCarlo([], terms())).toThrow(/trades: 0 values/)
    expect(() => monteCarlo([0.1, Number.NaN], terms())).toThrow(/trades\[1\]: NaN/)
    expect(() => monteCarlo([0.1], terms({ runs: 0 }))).toThrow(/runs: 0/)
    expect(() => monteCarlo([0.1], terms({ equity: 0 }))).toThrow(/equity: 0/)
    expect(() => monteCarlo([0.1], terms({ ruin: 1 }))).toThrow(/ruin: 1/)
  })
})

describe('a stationary bootstrap', () => {
  const random = seededRandom(11)
  const returns = Array.from({ length: 300 }, () => 0.1 + normalQuantile(0.0001 + 0.9998 * random.next()))

  it('gives the interval of a mean that theory gives', () => {
    const { low, high } = bootstrapInterval(returns, meanOf, { random: seededRandom(1), runs: 4_000, blockLength: 1 })
    const mean = meanOf(returns)
    const { ratio } = sharpeEstimate(returns)
    const error = mean / ratio / Math.sqrt(300)
    expect(low).toBeCloseTo(mean - 1.96 * error, 1.9)
    expect(high).toBeCloseTo(mean + 1.96 * error, 1.9)
  })

  it('is wider where values follow one another and blocks keep that', () => {
    const trending = returns.map((_, day) => Math.sin(day / 12) + (returns[day] ?? 0) / 10)
    const width = (blockLength: number) => {
      const { low, high } = bootstrapInterval(trending, meanOf, { random: seededRandom(2), blockLength })
      return high - low
    }
    expect(width(40)).toBeGreaterThan(1.5 * width(1))
  })

  it('keeps neighbours together, round the end', () => {
    const days = [0, 1, 2, 3, 4, 5, 6]
    const steps = new Set<number>()
    const note = (resample: Float64Array): number => {
      resample.forEach((day, index) => steps.add(index === 0 ? 1 : (day - (resample[index - 1] ?? 0) + 7) % 7))
      return 0
    }
    bootstrapInterval(days, note, { random, blockLength: 1e12 })
    expect([...steps]).toEqual([1])
  })

  it('narrows with a lower level and repeats with its seed', () => {
    const at = (level: number) => bootstrapInterval(returns, meanOf, { random: seededRandom(5), level })
    expect(at(0.5).low).toBeGreaterThan(at(0.95).low)
    expect(at(0.5).high).toBeLessThan(at(0.95).high)
    expect(at(0.9)).toEqual(at(0.9))
  })

  it('refuses what it cannot draw from', () => {
    const of =
      (values: readonly number[], other = {}) =>
      () =>
        bootstrapInterval(values, meanOf, { random, ...other })
    expect(of([1])).toThrow(/values: 1 values/)
    expect(of([1, Number.NaN])).toThrow(/values\[1\]/)
    expect(of([1, 2], { runs: 5 })).toThrow(/runs: 5/)
    expect(of([1, 2], { blockLength: 0.5 })).toThrow(/blockLength: 0\.5/)
    expect(of([1, 2], { level: 1 })).toThrow(/level: 1/)
    expect(() => bootstrapInterval([1, 2], () => Number.NaN, { random })).toThrow(/the statistic has a value for none/)
  })
})
