import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, type Millis, millis, type Regime, strategyId } from '../../domain/index.ts'
import { KEPT_TRADES, type TrackRecord, trackFigures, trackRecord } from './record.ts'
import type { TrackedTrade } from './trip.ts'
import { type TrackOptions, trackWeight } from './weight.ts'

const A = strategyId('a')
const OPTIONS: TrackOptions = {
  enabled: true,
  minWeight: 0.25,
  maxWeight: 4,
  halfLife: 30 * DAY,
  priorTrades: 20,
  regimeTrades: 5,
}
const UP: Regime = { trend: 'up', volatility: 'normal' }
const trade = (gain: number, change: Partial<TrackedTrade> = {}): TrackedTrade => ({
  closedAt: millis(0),
  share: 1,
  gain,
  ...change,
})
const record = (trades: readonly TrackedTrade[]): TrackRecord | undefined => trackRecord(A, trades, OPTIONS.halfLife)
const weigh = (trades: readonly TrackedTrade[], given: { regime?: Regime; at?: number; options?: Partial<TrackOptions> } = {}) =>
  trackWeight(record(trades), given.regime, (given.at ?? 0) as Millis, { ...OPTIONS, ...given.options })
const times = (count: number, gain: number, change: Partial<TrackedTrade> = {}) =>
  Array.from({ length: count }, () => trade(gain, change))

const gains = fc.array(
  fc.record({
    closedAt: fc.integer({ min: 0, max: 400 * DAY }).map(millis),
    share: fc.double({ min: 0.001, max: 1, noNaN: true }),
    // As fine as prices are: what is smaller is no gain, and its square is no number.
    gain: fc.integer({ min: -500_000_000, max: 500_000_000 }).map((parts) => parts / 1e9),
    regime: fc.constantFrom('up/normal' as const, 'none/low' as const),
  }),
  { maxLength: 60 },
)

describe('weight of a vote', () => {
  it('is 1 without a record, when it is switched off, and for trades that gained nothing', () => {
    expect(trackWeight(undefined, UP, millis(0), OPTIONS)).toBe(1)
    expect(weigh(times(50, 0.01), { options: { enabled: false } })).toBe(1)
    expect(weigh(times(50, 0))).toBe(1)
  })

  it('is the odds of the shrunk edge: twenty wins among twenty prior trades are worth three to one', () => {
    expect(weigh(times(20, 0.01))).toBeCloseTo(3, 9)
    expect(weigh(times(20, -0.01))).toBeCloseTo(1 / 3, 9)
    expect(weigh([...times(15, 0.01), ...times(5, -0.01)])).toBeCloseTo(1.25 / 0.75, 9)
    expect(weigh([trade(0.01)])).toBeCloseTo(22 / 20, 9)
  })

  it('counts how much was gained, not only how often', () => {
    expect(weigh([...times(15, 0.001), ...times(5, -0.02)])).toBeLessThan(1)
    expect(weigh([...times(5, 0.03), ...times(15, -0.001)])).toBeGreaterThan(1)
    expect(weigh([...times(19, -0.001), trade(0.5)])).toBeLessThan(1.3)
  })

  it('stays within its bounds, reached at the edge and not before', () => {
    expect(weigh(times(500, 0.01))).toBe(4)
    expect(weigh(times(500, -0.01))).toBe(0.25)
    // Odds of 4 want an edge of 0.6: thirty sure wins over twenty prior trades.
    expect(weigh(times(30, 0.01))).toBeCloseTo(4, 9)
    expect(weigh(times(29, 0.01))).toBeLessThan(4 - 0.05)
    expect(weigh(times(30, 0.01), { options: { maxWeight: 2 } })).toBe(2)
  })

  it('fades: a half-life later the record weighs as half as many trades did, and in the end nothing', () => {
    expect(weigh(times(40, 0.01, { share: 0.5 }))).toBeCloseTo(3, 9)
    expect(weigh(times(40, 0.01), { at: 30 * DAY, options: { maxWeight: 100 } })).toBeCloseTo(3, 9)
    expect(weigh(times(40, 0.01), { at: 3_000 * DAY })).toBeCloseTo(1, 9)
    // Made by a clock that was ahead: not more than whole.
    expect(weigh(times(20, 0.01, { closedAt: millis(DAY) }))).toBeCloseTo(3, 9)
  })

  it('uses the record of the regime from its fifth trade on, shrunk to the overall one', () => {
    const regime = 'up/normal' as const
    const mixed = (own: number) => [...times(20, -0.01, { regime: 'none/low' }), ...times(own, 0.01, { regime })]
    const overall = (own: number) => weigh(mixed(own))
    expect(weigh(mixed(4), { regime: UP })).toBe(overall(4))
    expect(weigh(mixed(5), { regime: UP })).toBeGreaterThan(overall(5))
    const edge = (5 - 20) / (25 + 20)
    const own = (5 + 20 * edge) / 25
    expect(weigh(mixed(5), { regime: UP })).toBeCloseTo((1 + own) / (1 - own), 9)
    expect(weigh(mixed(5), { regime: { trend: 'down', volatility: 'high' } })).toBe(overall(5))
    expect(weigh(mixed(5), { regime: UP, at: 1 })).toBe(weigh(mixed(5), { at: 1 }))
  })

  it('is a positive number within the bounds whatever happened, and more gain never makes it less', () => {
    fc.assert(
      fc.property(gains, fc.integer({ min: 0, max: 800 * DAY }), (trades, at) => {
        const weight = weigh(trades, { regime: UP, at })
        expect(weight >= OPTIONS.minWeight && weight <= OPTIONS.maxWeight).toBe(true)
        const better = weigh(
          trades.map((each) => ({ ...each, gain: Math.abs(each.gain) })),
          { at },
        )
        expect(better).toBeGreaterThanOrEqual(Math.max(weigh(trades, { at }), 1) - 1e-12)
      }),
    )
  })

  it('does not depend on the size of the money at stake', () => {
    fc.assert(
      fc.property(gains, fc.constantFrom(0.125, 8), (trades, scale) => {
        const scaled = trades.map((each) => ({ ...each, gain: each.gain * scale }))
        expect(weigh(scaled, { regime: UP })).toBeCloseTo(weigh(trades, { regime: UP }), 9)
      }),
    )
  })
})

describe('track record', () => {
  it('sums by share and age, overall and by regime', () => {
    const found = record([
      trade(0.02, { closedAt: millis(0), multiple: 2, regime: 'up/low' }),
      trade(-0.01, { closedAt: millis(30 * DAY), share: 0.25, regime: 'none/low' }),
    ])
    expect(found).toMatchObject({ strategy: 'a', at: 30 * DAY })
    expect(found?.overall).toMatchObject({ trades: 2, sample: 0.75, won: 0.5, multiple: 1, multipleSample: 0.5 })
    expect(found?.byRegime['up/low']).toMatchObject({ trades: 1, sample: 0.5 })
    const { trades, winRate, expectancy, expectancyR } = trackFigures(found?.overall ?? record([trade(0)])?.overall ?? fail())
    expect([trades, winRate, expectancyR]).toEqual([2, 0.5 / 0.75, 2])
    expect(expectancy).toBeCloseTo((0.02 * 0.5 - 0.01 * 0.25) / 0.75, 12)
  })

  it('is missing, not zero, where there was nothing', () => {
    expect(record([])).toBeUndefined()
    const { overall } = record([trade(0.1)]) ?? fail()
    expect(trackFigures(overall).expectancyR).toBeNull()
    expect(KEPT_TRADES).toBeGreaterThan(100)
  })
})

function fail(): never {
  throw new Error('there is a record')
}
