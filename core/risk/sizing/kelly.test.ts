import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyRate, money, notional, price, quantity, rate } from '../../domain/index.ts'
import { btcInstrument } from '../../testing/trading-harness.ts'
import { kellyFraction, sizePosition } from './kelly.ts'

const limits = { minFraction: 0.01, maxFraction: 0.2, kellyFraction: 0.25 }
const sized = (confidence: number, payoff: number, entry = '100') =>
  sizePosition({ equity: money('10000'), entry: price(entry), confidence, payoff, instrument: btcInstrument, limits })

const share = fc.double({ min: 0, max: 1, noNaN: true })
const payoff = fc.double({ min: 0, max: 20, noNaN: true })

describe('sizing', () => {
  it('is a quarter of Kelly between its bounds', () => {
    // p = 0.8, b = 2: full Kelly 0.7, a quarter of it 0.175.
    expect(kellyFraction(0.8, 2, limits)).toBeCloseTo(0.175, 12)
    expect(sized(0.8, 2)).toBe(quantity('17.5'))
    expect(kellyFraction(0.5, 1, limits)).toBe(0.01)
    expect(kellyFraction(1, 2, { ...limits, kellyFraction: 1 })).toBe(0.2)
    expect(kellyFraction(0.9, 0, limits)).toBe(0.01)
    expect([kellyFraction(7, 1, limits), kellyFraction(-7, 1, limits)]).toEqual([0.2, 0.01])
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
          const q = sizePosition({ equity, entry, confidence, payoff: b, instrument: btcInstrument, limits })
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
      fc.property(share, share, payoff, payoff, (a, b, c, d) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        const [poor, rich] = [Math.min(c, d), Math.max(c, d)]
        expect(sized(low, poor)).toBeLessThanOrEqual(sized(high, poor))
        expect(sized(low, poor)).toBeLessThanOrEqual(sized(low, rich))
      }),
    )
  })
})
