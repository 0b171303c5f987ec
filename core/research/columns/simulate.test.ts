import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BarColumns } from '../../features/index.ts'
import { barByBar, crossings, histories, pairs, plainLedger, plainTerms, type Wanted } from '../../testing/bar-by-bar.ts'
import { BarBits } from './bits.ts'
import { emaCross, sharedAverages } from './ema-cross.ts'
import { Extremes } from './extremes.ts'
import { simulate } from './simulate.ts'

const marketOf = (bars: BarColumns) => ({ bars, extremes: new Extremes(bars.low, bars.high) })

describe('the column simulator', () => {
  it('trades exactly as a bar-by-bar reading of the rule does, whatever the signals, costs and exits', () => {
    fc.assert(
      fc.property(histories, plainTerms, fc.infiniteStream(fc.integer({ min: 0, max: 9 })), (bars, given, dice) => {
        const enter = new BarBits(bars.open.length)
        const leave = new BarBits(bars.open.length)
        const wanted: Wanted[] = []
        for (let index = 0; index < bars.open.length; index += 1) {
          const roll = dice.next().value
          const want = roll === 0 ? 'enter' : roll === 1 ? 'leave' : undefined
          wanted.push(want)
          if (want === 'enter') enter.set(index)
          if (want === 'leave') leave.set(index)
        }
        expect(plainLedger(simulate(marketOf(bars), { enter, leave }, given))).toEqual(
          barByBar(bars, (index) => wanted[index], given),
        )
      }),
      { numRuns: 1_000 },
    )
  })

  it('trades crossovers of averages as a loop over both averages does', () => {
    let trades = 0
    fc.assert(
      fc.property(histories, plainTerms, pairs, (bars, given, { fast, slow }) => {
        const wanted = crossings(bars.close, fast, slow)
        const found = emaCross(marketOf(bars), sharedAverages(bars), { fast, slow }, given)
        trades += found.trades.length
        expect(plainLedger(found)).toEqual(barByBar(bars, (index) => wanted[index], given))
      }),
      { numRuns: 500 },
    )
    expect(trades).toBeGreaterThan(200)
  })

  it('takes a level that a bar touches to the last decimal for reached, and one beside it for not', () => {
    const reached = (low: number, high: number, protection: { stop?: number; target?: number }, open: number): boolean => {
      const row = (value: number) => Float64Array.of(open, open, value, open)
      const column = Float64Array.of(open, open, open, open)
      const bars = {
        openTime: Float64Array.of(0, 1, 2, 3),
        open: column,
        high: row(high),
        low: row(low),
        close: column,
        volume: column,
      }
      const enter = new BarBits(4)
      enter.set(0)
      const terms = { cash: 1_000, costs: { fee: 0, slippage: 0 }, protection }
      return simulate(marketOf(bars), { enter, leave: new BarBits(4) }, terms).trades[0]?.exit?.bar === 2
    }
    let missedByDoubles = 0
    for (let cents = 5_000_001; cents < 5_000_200; cents += 1)
      for (const percent of [1, 2, 5]) {
        const open = cents / 100
        const [low, high] = [(cents * (100 - percent)) / 10_000, (cents * (100 + percent)) / 10_000].map((level) =>
          Number(level.toFixed(4)),
        )
        if (low === undefined || high === undefined) throw new RangeError('two levels')
        if (low > open * (1 - percent / 100)) missedByDoubles += 1
        expect(reached(low, open, { stop: percent / 100 }, open)).toBe(true)
        expect(reached(Number((low + 1e-8).toFixed(8)), open, { stop: percent / 100 }, open)).toBe(false)
        expect(reached(open, high, { target: percent / 100 }, open)).toBe(true)
        expect(reached(open, Number((high - 1e-8).toFixed(8)), { target: percent / 100 }, open)).toBe(false)
      }
    expect(missedByDoubles).toBeGreaterThan(10)
  })

  it('spends the part of the cash that it is told, and never more than can be paid', () => {
    fc.assert(
      fc.property(histories, plainTerms, fc.constantFrom(0.1, 0.5, 0.995, 1), (bars, given, fraction) => {
        const enter = new BarBits(bars.open.length)
        enter.set(0)
        const [trade] = simulate(marketOf(bars), { enter, leave: new BarBits(bars.open.length) }, { ...given, fraction }).trades
        if (trade === undefined) return
        const spent = trade.quantity * trade.entryPrice
        expect(spent).toBeCloseTo(given.cash * Math.min(fraction, 1 / (1 + given.costs.fee)), 6)
        expect(spent + trade.entryFee).toBeLessThanOrEqual(given.cash * (1 + 1e-12))
      }),
    )
  })

  it('never earns more by paying more', () => {
    fc.assert(
      fc.property(histories, plainTerms, (bars, given) => {
        const trade = (fee: number): number =>
          emaCross(marketOf(bars), sharedAverages(bars), { fast: 2, slow: 5 }, { ...given, costs: { ...given.costs, fee } })
            .equity
        expect(trade(0.002)).toBeLessThanOrEqual(trade(0.001))
      }),
    )
  })
})
