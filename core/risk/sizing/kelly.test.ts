import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyRate, money, notional, price, quantity, rate } from '../../domain/index.ts'
import { btcInstrument } from '../../testing/trading-harness.ts'
import { sizePosition } from './kelly.ts'
import { recommendSize, type SizingInput } from './recommendation.ts'
import { NO_RECORD, type WinRecord } from './shrinkage.ts'

const limits = { minFraction: 0.01, maxFraction: 0.2, kellyFraction: 0.25 }
const recommended = (change: Partial<SizingInput> = {}) =>
  recommendSize({ confidence: 0.8, payoff: 2, record: NO_RECORD, priorTrades: 20, goalFactor: 1, limits, ...change })
const quantityOf = (fraction: number, entry = price('100'), equity = money('10000')) =>
  sizePosition({ equity, entry, fraction, instrument: btcInstrument })

/** `won` trades of a gain and `lost` ones of a loss. */
const record = (won: number, lost: number, gain = 0.02, loss = 0.01): WinRecord => ({
  sample: won + lost,
  won,
  lost,
  gained: won * gain,
  forfeited: lost * loss,
})

const share = fc.double({ min: 0, max: 1, noNaN: true })
const payoff = fc.double({ min: 0, max: 20, noNaN: true })
const trades = fc.integer({ min: 0, max: 500 })
const anyRecord = fc
  .tuple(trades, trades, fc.double({ min: 0, max: 5, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map((each) => record(...each))

describe('sizing', () => {
  it('is a quarter of Kelly between its bounds where there is no record', () => {
    // p = 0.8, b = 2: full Kelly 0.7, a quarter of it 0.175.
    expect(recommended()).toMatchObject({ winRate: 0.8, payoff: 2, recordTrades: 0, goalFactor: 1 })
    expect(recommended().kelly).toBeCloseTo(0.7, 12)
    expect(recommended().fraction).toBeCloseTo(0.175, 12)
    expect(quantityOf(recommended().fraction)).toBe(quantity('17.5'))
    expect(recommended({ confidence: 0.5, payoff: 1 }).fraction).toBe(0.01)
    expect(recommended({ confidence: 1, limits: { ...limits, kellyFraction: 1 } }).fraction).toBe(0.2)
    expect(recommended({ confidence: 0.9, payoff: 0 }).fraction).toBe(0.01)
    expect([7, -7].map((confidence) => recommended({ confidence, payoff: 1 }).fraction)).toEqual([0.2, 0.01])
  })

  it('draws win rate and payoff towards the proposal while the record is small', () => {
    // (10 + 20 x 0.8) / (20 + 20) = 0.65; ten of each half: 20 of 40 towards ln 4.
    const half = recommended({ record: record(10, 10, 0.04, 0.01) })
    expect(half.winRate).toBeCloseTo(0.65, 12)
    expect(half.payoff).toBeCloseTo(Math.sqrt(2 * 4), 12)
    const great = recommended({ record: record(400_000, 600_000, 0.03, 0.01) })
    expect(great.winRate).toBeCloseTo(0.4, 3)
    expect(great.payoff).toBeCloseTo(3, 3)
    expect(recommended({ record: record(5, 0) }).payoff).toBe(2)
    expect(recommended({ record: record(0, 5) }).payoff).toBe(2)
    expect(recommended({ record: record(1, 99, 1, 0.01) }).payoff).toBeLessThan(4)
  })

  it('keeps the bounds with any record, and grows with each trade won instead of lost', () => {
    fc.assert(
      fc.property(share, payoff, anyRecord, fc.double({ min: 0.01, max: 1, noNaN: true }), (confidence, b, of, goalFactor) => {
        const found = recommended({ confidence, payoff: b, record: of, goalFactor })
        expect(found.fraction).toBeGreaterThanOrEqual(0.01)
        expect(found.fraction).toBeLessThanOrEqual(0.2)
        expect(found.fraction).toBeLessThanOrEqual(Math.max(0.01, found.kelly * limits.kellyFraction))
        expect(found.winRate).toBeGreaterThanOrEqual(0)
        expect(found.winRate).toBeLessThanOrEqual(1 + 1e-12)
      }),
    )
    fc.assert(
      fc.property(share, trades, trades, (confidence, won, lost) => {
        const [less, more] = [record(won, lost + 1), record(won + 1, lost)].map((of) => recommended({ confidence, record: of }))
        expect(more?.winRate).toBeGreaterThan(less?.winRate ?? 1)
      }),
    )
  })

  it('stays within 1 % and 20 % of equity, on the lot grid and rounded down, for every input', () => {
    fc.assert(
      fc.property(
        share,
        payoff,
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.integer({ min: 0, max: 10 ** 9 }),
        (confidence, b, cents, cash) => {
          const entry = price((cents / 100).toFixed(2))
          const equity = money(String(cash))
          const q = quantityOf(recommended({ confidence, payoff: b }).fraction, entry, equity)
          expect(q % btcInstrument.lotSize).toBe(0n)
          expect(notional(entry, q)).toBeLessThanOrEqual(applyRate(equity, rate('0.2')))
          const oneLotMore = notional(entry, (q + btcInstrument.lotSize) as typeof q)
          expect(oneLotMore).toBeGreaterThan(applyRate(equity, rate('0.01')))
        },
      ),
    )
  })

  it('never shrinks as confidence or payoff grow', () => {
    fc.assert(
      fc.property(share, share, payoff, payoff, anyRecord, (a, b, c, d, of) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        const [poor, rich] = [Math.min(c, d), Math.max(c, d)]
        const sized = (confidence: number, ratio: number) =>
          recommended({ confidence, payoff: ratio, record: { ...of, gained: 0 } }).fraction
        expect(sized(low, poor)).toBeLessThanOrEqual(sized(high, poor))
        expect(sized(low, poor)).toBeLessThanOrEqual(sized(low, rich))
      }),
    )
  })
})
