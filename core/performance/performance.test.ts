import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '../domain/index.ts'
import { dailyReturns, downsample, type EquityCurve, monthlyReturns } from './curve.ts'
import { drawdownOf, underwater } from './drawdown.ts'
import { performanceOf } from './performance.ts'
import { annualGrowth, calmarRatio, sharpeRatio, sortinoRatio } from './ratios.ts'
import { type LedgerFill, roundTripsOf, tripStatistics } from './round-trips.ts'

const START = Date.UTC(2025, 0, 30)
/** Points at the close of each span, from a start. */
const curve = (span: number, ...equity: number[]): EquityCurve => ({
  times: Float64Array.from(equity, (_, index) => START + (index + 1) * span),
  equity: Float64Array.from(equity),
})

describe('returns', () => {
  it('of a day are its last equity over that of the day before; midnight ends a day', () => {
    expect(dailyReturns(curve(12 * HOUR, 90, 110, 500, 121, 100), 100)).toEqual([110 / 100 - 1, 121 / 110 - 1, 100 / 121 - 1])
  })

  it('of months multiply to the whole', () => {
    const months = monthlyReturns(curve(DAY, 110, 120, 90, 60), 100)
    expect(months).toEqual([
      { month: '2025-01', return: 120 / 100 - 1 },
      { month: '2025-02', return: 60 / 120 - 1 },
    ])
  })
})

describe('ratios', () => {
  // Mean and deviations by numpy: a.mean() / a.std(ddof=1) * sqrt(365), and a.mean() / sqrt(mean(minimum(a, 0)^2)) * sqrt(365).
  const daily = [0.01, -0.02, 0.03, 0, -0.005]
  it('agree with numpy', () => {
    expect(sharpeRatio(daily)).toBeCloseTo(3.085731538944174, 12)
    expect(sortinoRatio(daily)).toBeCloseTo(6.216675866050071, 12)
    expect(annualGrowth(100, 110, 90 * DAY)).toBeCloseTo(0.47187298498063557, 12)
    expect(calmarRatio(0.4, 0.2)).toBe(2)
  })

  it('say nothing where nothing can be said', () => {
    expect([sharpeRatio([0.01]), sharpeRatio([0, 0]), sharpeRatio([0.01, 0.01])]).toEqual([null, null, null])
    expect([sortinoRatio([0.01]), sortinoRatio([0.01, 0.02])]).toEqual([null, null])
    expect([annualGrowth(100, 110, DAY - 1), calmarRatio(null, 0.1), calmarRatio(0.1, 0)]).toEqual([null, null, null])
  })
})

describe('drawdowns', () => {
  it('are the deepest fall from a peak and the longest way back', () => {
    const found = drawdownOf(curve(HOUR, 110, 99, 104.5, 120, 114, 119, 118, 117), 100)
    expect(found).toEqual({
      depth: 1 - 99 / 110,
      peakTime: START + HOUR,
      bottomTime: START + 2 * HOUR,
      longest: 4 * HOUR,
    })
    expect(drawdownOf(curve(HOUR, 100, 101, 101), 100)).toEqual({ depth: 0, peakTime: null, bottomTime: null, longest: 0 })
    expect([...underwater(curve(HOUR, 90, 120, 60), 100).equity]).toEqual([1 - 90 / 100, 0, 0.5])
  })

  it('are never deeper than what is shown point by point', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1, max: 1_000, noNaN: true }), { minLength: 1 }), (equity) => {
        const all = curve(HOUR, ...equity)
        expect(drawdownOf(all, 100).depth).toBe(Math.max(0, ...underwater(all, 100).equity))
      }),
    )
  })
})

const fill = (time: number, side: 'buy' | 'sell', price: number, held: number): LedgerFill => ({
  time,
  side,
  price,
  quantity: 2,
  fee: price * 0.02,
  held,
})
// By hand: out 2 x 100 + 2, in 2 x 120 - 2.4: 35.6. Out 2 x 120 + 2.4, in 2 x 110 - 2.2: -24.6.
const FILLS = [
  fill(1, 'buy', 100, 2),
  fill(2, 'sell', 120, 0),
  fill(3, 'buy', 120, 2),
  fill(5, 'sell', 110, 0),
  fill(6, 'buy', 1, 2),
]

describe('closed trades', () => {
  it('count with the fees of both sides; an open one does not count', () => {
    const trips = roundTripsOf(FILLS)
    expect(trips.map(({ entryTime, exitTime }) => [entryTime, exitTime])).toEqual([
      [1, 2],
      [3, 5],
    ])
    expect(trips[0]?.profit).toBeCloseTo(35.6, 12)
    expect(trips[1]?.return).toBeCloseTo(-24.6 / 242.4, 12)
    const found = tripStatistics(trips)
    expect(found).toMatchObject({ count: 2, winRate: 0.5 })
    expect(found.profitFactor).toBeCloseTo(35.6 / 24.6, 12)
    expect(found.expectancy).toBeCloseTo(5.5, 12)
    expect([found.averageWin, found.averageLoss].map((value) => value?.toFixed(9))).toEqual(['35.600000000', '-24.600000000'])
  })

  it('are told apart by market, and funding belongs to the trade it fell into', () => {
    const of = (market: string, given: LedgerFill): LedgerFill => ({ ...given, market })
    const trips = roundTripsOf([
      of('a', fill(1, 'buy', 100, 2)),
      of('b', fill(2, 'buy', 120, 2)),
      { market: 'a', funding: -0.5 },
      of('a', fill(3, 'sell', 120, 0)),
      { market: 'a', funding: 7 },
      of('b', fill(5, 'sell', 110, 0)),
    ])
    expect(trips.map(({ entryTime, exitTime, profit }) => [entryTime, exitTime, Number(profit.toFixed(9))])).toEqual([
      [1, 3, 35.1],
      [2, 5, -24.6],
    ])
    const metrics = { curve: curve(DAY, 110), start: { equity: 100, time: START }, pointsHeld: 0 }
    expect(performanceOf({ ...metrics, entries: [{ funding: -0.5 }, { funding: 0.2 }] }).funding).toBeCloseTo(-0.3, 12)
    expect(performanceOf({ ...metrics, entries: [] })).not.toHaveProperty('funding')
  })

  it('say nothing where there are none', () => {
    const nothing = { winRate: null, profitFactor: null, expectancy: null, averageWin: null, averageLoss: null }
    expect(tripStatistics([])).toEqual({ count: 0, ...nothing })
  })

  it('are part of the whole picture', () => {
    const found = performanceOf({
      curve: curve(DAY, 110, 99, 120),
      start: { equity: 100, time: START },
      entries: FILLS,
      pointsHeld: 2,
    })
    expect(found).toMatchObject({ trades: 2, winRate: 0.5, maxDrawdown: 1 - 99 / 110, exposure: 2 / 3 })
    expect(found.totalReturn).toBeCloseTo(0.2, 12)
    expect(found.annualReturn).toBeCloseTo(1.2 ** (365 / 3) - 1, 0)
    expect(found.fees).toBeCloseTo(2 + 2.4 + 2.4 + 2.2 + 0.02, 12)
  })
})

describe('a downsampled curve', () => {
  it('keeps its ends, its lowest and its highest point, in order and within the limit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1, max: 100, noNaN: true }), { minLength: 1, maxLength: 400, size: 'max' }),
        (equity) => {
          const { times, equity: kept } = downsample(curve(HOUR, ...equity), 50)
          expect(kept.length).toBeLessThanOrEqual(50)
          expect([kept[0], kept.at(-1)]).toEqual([equity[0], equity.at(-1)])
          expect([Math.min(...kept), Math.max(...kept)]).toEqual([Math.min(...equity), Math.max(...equity)])
          expect([...times]).toEqual([...new Set(times)].sort((a, b) => a - b))
        },
      ),
    )
  })
})
