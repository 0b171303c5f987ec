import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../domain/index.ts'
import { seededRandom } from '../../simulation/paper/index.ts'
import {
  deflatedSharpe,
  expectedMaximum,
  independentTrials,
  meanOf,
  probabilisticSharpe,
  sampleDeviation,
  sharpeEstimate,
  sharpeStandardError,
} from './index.ts'
import { residueReturns } from './testing/residue-returns.ts'

const estimate = (moments: { ratio: number; skewness: number; kurtosis: number; count: number }) => ({
  ...moments,
  standardError: sharpeStandardError(moments),
})

describe('a Sharpe ratio', () => {
  it('is that of NumPy and SciPy, with its moments', () => {
    const { ratio, skewness, kurtosis, count } = sharpeEstimate(residueReturns(2))
    expect(ratio).toBeCloseTo(0.1986046010677431, 14)
    expect(skewness).toBeCloseTo(-0.00639333769540575, 14)
    expect(kurtosis).toBeCloseTo(1.727505657864534, 13)
    expect(count).toBe(24)
  })

  it('has the probabilities of the published fund: 24 months of 0.458, skewed -2.448, kurtosis 10.164', () => {
    const moments = { ratio: 0.458, count: 24 }
    expect(probabilisticSharpe(estimate({ ...moments, skewness: 0, kurtosis: 3 }))).toBeCloseTo(0.982, 3)
    expect(probabilisticSharpe(estimate({ ...moments, skewness: -2.448, kurtosis: 10.164 }))).toBeCloseTo(0.913, 3)
  })

  it('is spread over many samples of skewed returns as its standard error says', () => {
    const random = seededRandom(4)
    const estimates = Array.from({ length: 2_000 }, () =>
      sharpeEstimate(Array.from({ length: 100 }, () => 1.3 + Math.log(1 - random.next()))),
    )
    const spread = sampleDeviation(estimates.map(({ ratio }) => ratio))
    const said = meanOf(estimates.map(({ standardError }) => standardError))
    expect(Math.abs(said / spread - 1)).toBeLessThan(0.1)
    // Losses that are larger than gains widen it: the error of normal returns would be far too small.
    expect(spread * Math.sqrt(99)).toBeGreaterThan(1.2)
  })

  it('is refused where there is none', () => {
    for (const [returns, words] of [
      [[], /returns: 0 values: give at least 2/],
      [[0.1], /returns: 1 values/],
      [[0.1, 0.1, 0.1], /returns: 3 times 0\.1: returns that never differ/],
      [[0.1, Number.NaN], /returns\[1\]: NaN: give a finite number/],
      [[Infinity, 0], /returns\[0\]: Infinity/],
    ] as const) {
      expect(() => sharpeEstimate(returns)).toThrow(InputError)
      expect(() => sharpeEstimate(returns)).toThrow(words)
    }
  })

  it('does not hear of order or scale', () => {
    const returns = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 40 })
    fc.assert(
      fc.property(returns, (values) => {
        fc.pre(new Set(values).size > 1)
        const [one, other] = [
          sharpeEstimate(values),
          sharpeEstimate([...values].sort((a, b) => a - b).map((value) => value / 64)),
        ]
        expect(other.ratio).toBeCloseTo(one.ratio, 9)
        expect(other.standardError).toBeCloseTo(one.standardError, 9)
        expect(one.kurtosis).toBeGreaterThanOrEqual(1 + one.skewness ** 2 - 1e-9)
      }),
    )
  })
})

describe('a deflated Sharpe ratio', () => {
  // Bailey and Lopez de Prado 2014: 2.5 a year of 250 days, 1,250 days, trials whose variance is 1/2 a year.
  const year = 250
  const best = estimate({ ratio: 2.5 / Math.sqrt(year), skewness: -3, kurtosis: 10, count: 1_250 })
  const deviation = Math.sqrt(0.5 / year)

  it('is that of the published example', () => {
    const { benchmark, probability } = deflatedSharpe(best, { count: 100, deviation })
    expect(benchmark).toBeCloseTo(0.1132, 4)
    expect(probability).toBeCloseTo(0.9004, 4)
    expect(deflatedSharpe(best, { count: 46, deviation }).probability).toBeCloseTo(0.9505, 4)
    const normal = estimate({ ratio: 2.5 / Math.sqrt(year), skewness: 0, kurtosis: 3, count: 1_250 })
    expect(deflatedSharpe(normal, { count: 88, deviation }).probability).toBeCloseTo(0.9505, 4)
  })

  it('falls with every trial and their spread; one trial deflates nothing', () => {
    expect(deflatedSharpe(best, { count: 1, deviation }).probability).toBe(probabilisticSharpe(best))
    const trials = fc.double({ min: 1, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(trials, trials, fc.double({ min: 0, max: 0.2, noNaN: true }), (a, b, spread) => {
        const [fewer, more] = [Math.min(a, b), Math.max(a, b)]
        expect(expectedMaximum(fewer)).toBeLessThanOrEqual(expectedMaximum(more))
        const of = (count: number) => deflatedSharpe(best, { count, deviation: spread }).probability
        expect(of(more)).toBeLessThanOrEqual(of(fewer))
        expect(deflatedSharpe(best, { count: more, deviation: spread + 0.01 }).probability).toBeLessThanOrEqual(of(more))
      }),
    )
  })

  it('refuses no trial and no spread', () => {
    for (const count of [0, -1, Number.NaN, Infinity]) expect(() => expectedMaximum(count)).toThrow(/trials/)
    expect(() => deflatedSharpe(best, { count: 2, deviation: Number.NaN })).toThrow(InputError)
    expect(() => deflatedSharpe(best, { count: 2, deviation: -1 })).toThrow(/deviation: -1/)
  })
})

describe('independent trials', () => {
  const rows = (count: number, of: (row: number) => readonly number[]) => Array.from({ length: count }, (_, row) => of(row))

  it('are as many as the mean correlation of NumPy leaves', () => {
    expect(independentTrials(rows(6, residueReturns)).meanCorrelation).toBeCloseTo(0.06624738556249951, 12)
    const close = rows(5, (row) => residueReturns(2).map((value, day) => value + 0.002 * Math.sin(day * (row + 1))))
    const { count, meanCorrelation } = independentTrials(close)
    expect(meanCorrelation).toBeCloseTo(0.9284305113417275, 12)
    expect(count).toBeCloseTo(1.28627795463309, 11)
  })

  it('are one where all say the same, and none that never traded', () => {
    const scaled = rows(50, (row) => residueReturns(1).map((value) => value * (row + 1) + row))
    expect(independentTrials(scaled).count).toBeCloseTo(1, 9)
    const flat = residueReturns(0).map(() => 0)
    expect(independentTrials([flat, flat]).count).toBe(1)
    expect(independentTrials([flat, residueReturns(1), residueReturns(4)])).toEqual(
      independentTrials([residueReturns(1), residueReturns(4)]),
    )
  })

  it('lie between one and all of them, whatever their order', () => {
    const matrix = fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 6, maxLength: 6 }), {
      minLength: 1,
      maxLength: 8,
    })
    fc.assert(
      fc.property(matrix, (trials) => {
        const { count } = independentTrials(trials)
        expect(count).toBeGreaterThanOrEqual(1)
        expect(count).toBeLessThanOrEqual(trials.length)
        expect(independentTrials([...trials].reverse()).count).toBeCloseTo(count, 9)
      }),
    )
  })

  it('refuse nothing, holes and unequal lengths', () => {
    expect(() => independentTrials([])).toThrow(/trials: none/)
    expect(() => independentTrials([[1, 2], [1]])).toThrow(/trials\[1\]: 1 values: give 2/)
    expect(() => independentTrials([[1, Number.NaN]])).toThrow(/trials\[0\]\[1\]: NaN/)
  })
})
