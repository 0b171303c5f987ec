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
