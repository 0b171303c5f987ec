import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY } from '../../../domain/index.ts'
import { InputError } from '../../../domain/index.ts'
import { Chance } from '../chance.ts'
import { type Metrics, metricsOf, partReturns } from '../metrics.ts'
import { splitWindows } from '../windows.ts'
import { buyAndHold } from './buy-and-hold.ts'
import { deflate } from './deflate.ts'
import { DEFAULT_FILTERS, profitableParts, windowRejections } from './filters.ts'
import { DEFAULT_PROMOTION, promotionRejections } from './promotion.ts'

const GOOD: Metrics = {
  totalReturn: 0.1,
  sharpe: 2,
  maxDrawdown: 0.05,
  trades: 50,
  winRate: 0.6,
  profitFactor: 1.5,
  turnoverPerDay: 2,
  exposure: 0.4,
  fees: 10,
  days: 20,
}

describe('filters', () => {
  const reasons = (change: Partial<Metrics>) => windowRejections('train', { ...GOOD, ...change }, DEFAULT_FILTERS.train)

  it('say for each miss what was measured and what is asked for', () => {
    expect(reasons({})).toEqual([])
    expect(reasons({ sharpe: 0.5 })).toEqual([{ window: 'train', filter: 'sharpe', measured: 0.5, limit: 1 }])
    expect(reasons({ sharpe: null })).toEqual([{ window: 'train', filter: 'sharpe', measured: null, limit: 1 }])
    expect(reasons({ maxDrawdown: 0.21 })[0]).toMatchObject({ filter: 'maxDrawdown', limit: 0.2 })
    expect(reasons({ trades: 29 })[0]).toMatchObject({ filter: 'trades', measured: 29, limit: 30 })
    expect(reasons({ profitFactor: 1.09 })[0]).toMatchObject({ filter: 'profitFactor', limit: 1.1 })
    expect(reasons({ turnoverPerDay: 20.1 })[0]).toMatchObject({ filter: 'turnoverPerDay', limit: 20 })
    expect(reasons({ sharpe: 0, trades: 0, turnoverPerDay: 99 }).map(({ filter }) => filter)).toEqual([
      'sharpe',
      'trades',
      'turnoverPerDay',
    ])
  })

  it('do not hold it against a strategy that it never lost', () => {
    expect(reasons({ profitFactor: null })).toEqual([])
    expect(reasons({ profitFactor: null, totalReturn: 0 })).toHaveLength(1)
  })

  it('count the stretches of time that made money', () => {
    expect(partReturns([0.1, 0.1, -0.5, 0.2], 2)[0]).toBeCloseTo(0.21, 12)
    expect(partReturns([0.1, 0.1, -0.5, 0.2], 2)[1]).toBeCloseTo(-0.4, 12)
    expect(profitableParts([0.1, 0.1, -0.5, 0.2], 2)).toBe(0.5)
    expect(profitableParts([0.1, 0, 0.1, 0.1], 4)).toBe(0.75)
  })

  it('measure what an outcome says, and nothing that it cannot say', () => {
    const outcome = {
      equity: 11_000,
      fees: 7,
      closed: 0,
      wins: 0,
      grossProfit: 0,
      grossLoss: 0,
      turnover: 6,
      exposure: 0.1,
      maxDrawdown: 0,
      daily: Float64Array.of(0, 0, 0.1),
    }
    expect(metricsOf(outcome, 10_000)).toMatchObject({
      totalReturn: expect.closeTo(0.1, 12) as number,
      winRate: null,
      profitFactor: null,
      turnoverPerDay: 2,
      days: 3,
    })
    expect(metricsOf({ ...outcome, daily: Float64Array.of(0, 0) }, 10_000).sharpe).toBeNull()
    expect(metricsOf({ ...outcome, closed: 4, wins: 3, grossProfit: 30, grossLoss: 20 }, 10_000)).toMatchObject({
      winRate: 0.75,
      profitFactor: 1.5,
    })
  })
})

const noise = (seed: number, days: number, mean = 0): readonly number[] => {
  const chance = Chance.seeded(seed, 5)
  return Array.from({ length: days }, () => mean + [1, 2, 3, 4].reduce((sum) => sum + chance.next() - 0.5, 0) / 50)
}

describe('a deflated Sharpe ratio', () => {
  it('falls with the trials that were made', () => {
    const daily = noise(1, 60, 0.006)
    const levels = [1, 10, 100, 1_000].map((trials) => deflate(daily, trials))
    expect(levels).toEqual([...levels].sort((a, b) => b - a))
    expect(levels[0]).toBeGreaterThan(0.95)
    expect(new Set(levels).size).toBe(4)
  })

  it('says nothing for what never traded, and does not credit a few lucky days', () => {
    expect(deflate(new Array<number>(30).fill(0), 1)).toBe(0)
    // Three good days of eighteen are one chance in eight, whatever the skewness makes of their ratio.
    const lucky = new Array<number>(18).fill(0).map((_, day) => (day % 6 === 2 ? 0.01 : 0))
    expect(deflate(lucky, 1)).toBeLessThan(0.98)
    expect(deflate(lucky, 10)).toBeLessThan(0.8)
  })

  it('of the best of many without skill passes its level in fewer than one search in twenty', () => {
    let passed = 0
    const searches = 300
    for (let search = 0; search < searches; search += 1) {
      const best = Math.max(...Array.from({ length: 20 }, (_, trial) => deflate(noise(1_000 * search + trial, 18), 20)))
      if (best >= DEFAULT_PROMOTION.deflatedSharpe) passed += 1
    }
    expect(passed / searches).toBeLessThan(0.05)
  })
})

describe('promotion', () => {
  const evidence = { nominated: true, deflated: { validation: 0.99, search: 0.99 }, heldOut: GOOD, overfitting: 0.1 }
  const against = (change: Partial<typeof evidence> | { readonly overfitting: null }) =>
    promotionRejections({ ...evidence, ...change }, DEFAULT_PROMOTION).map(({ window, filter }) => `${window}.${filter}`)

  it('wants every piece of evidence', () => {
    expect(against({})).toEqual([])
    expect(against({ nominated: false })).toEqual(['train.nominees'])
    expect(against({ deflated: { validation: 0.94, search: 0.99 } })).toEqual(['validation.deflatedSharpe'])
    expect(against({ deflated: { validation: 0.99, search: 0.94 } })).toEqual(['inSample.deflatedSharpe'])
    expect(against({ heldOut: { ...GOOD, totalReturn: 0 } })).toEqual(['heldOut.totalReturn'])
    expect(against({ heldOut: { ...GOOD, trades: 4 } })).toEqual(['heldOut.trades'])
    expect(against({ overfitting: 0.51 })).toEqual(['search.overfitting'])
    expect(against({ overfitting: null })).toEqual(['search.overfitting'])
  })
})

describe('windows', () => {
  const openTimes = (days: readonly number[], perDay: number): Float64Array =>
    Float64Array.from(days.flatMap((day) => Array.from({ length: perDay }, (_, bar) => day * DAY + (bar * DAY) / perDay)))

  it('are whole days, in order, apart, and leave none out but the embargo', () => {
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 200 }), fc.integer({ min: 0, max: 3 }), (days, embargoDays) => {
        const times = openTimes(
          Array.from({ length: days }, (_, day) => day),
          4,
        )
        const { train, validation, heldOut } = splitWindows(times, { split: [0.6, 0.2, 0.2], embargoDays })
        expect([train.from, heldOut.to]).toEqual([0, times.length])
        expect([validation.from - train.to, heldOut.from - validation.to]).toEqual([4 * embargoDays, 4 * embargoDays])
        for (const { from, to, days: length } of [train, validation, heldOut]) {
          expect(to - from).toBe(4 * length)
          expect((times[from] ?? 1) % DAY).toBe(0)
        }
        expect(Math.abs(train.days - 3 * validation.days)).toBeLessThanOrEqual(3)
      }),
    )
  })

  it('count the days that have bars, and refuse too few', () => {
    const holes = openTimes(
      Array.from({ length: 40 }, (_, day) => day * 3),
      2,
    )
    expect(splitWindows(holes, { split: [0.6, 0.2, 0.2], embargoDays: 1 }).train.days).toBe(22)
    expect(() => splitWindows(openTimes([1, 2, 3], 24), { split: [0.6, 0.2, 0.2], embargoDays: 1 })).toThrow(InputError)
    expect(() => splitWindows(holes, { split: [0.9, 0.05, 0.05], embargoDays: 1 })).toThrow(/validation/)
  })
})

describe('buying and holding', () => {
  it('pays both fees and falls with the market', () => {
    const bars = {
      openTime: Float64Array.of(0, DAY / 2, DAY, 1.5 * DAY),
      open: Float64Array.of(90, 100, 110, 60),
      close: Float64Array.of(100, 110, 55, 121),
    }
    const free = buyAndHold(bars, { from: 1, to: 4 }, { fee: 0, slippage: 0 })
    expect(free.totalReturn).toBeCloseTo(0.21, 12)
    expect(free.maxDrawdown).toBeCloseTo(0.5, 12)
    const dear = buyAndHold(bars, { from: 1, to: 4 }, { fee: 0.01, slippage: 0.02 })
    expect(dear.totalReturn).toBeCloseTo((1.21 * 0.99 * 0.98) / (1.01 * 1.02) - 1, 12)
  })
})
