import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Candle, required, toJson } from '../../domain/index.ts'
import { type BarColumns, computeColumns, type Indicator, indicatorById } from '../../features/index.ts'
import { strategyById } from '../../strategies/index.ts'
import {
  barByBar,
  crossings,
  histories,
  pairs,
  plainLedger,
  type PlainLedger,
  type PlainTerms,
  plainTerms,
} from '../../testing/bar-by-bar.ts'
import { candlesOf, crossStrategy, fileInstrument, plainResult, runBacktest, termsOf } from '../../testing/bar-markets.ts'
import { emaCross, sharedAverages } from '../columns/ema-cross.ts'
import { Extremes } from '../columns/extremes.ts'

const CROSS = crossStrategy(strategyById('ema-trend'))
type Pair = { readonly fast: number; readonly slow: number }

const engineTier = (bars: readonly Candle[], terms: PlainTerms, pair: Pair) =>
  runBacktest({
    instrument: fileInstrument(terms.costs.fee),
    bars,
    strategy: { id: 'test-cross', params: pair, known: [CROSS] },
    terms: termsOf(terms),
  })

/** The same trades in the same bars for the same reasons; numbers to a millionth of the cash. */
function expectSame(found: PlainLedger, wanted: PlainLedger): void {
  expect(found.trades.map(([side, bar, , , , reason]) => [side, bar, reason])).toEqual(
    wanted.trades.map(([side, bar, , , , reason]) => [side, bar, reason]),
  )
  found.trades.forEach(([, , price, quantity, fee], index) => {
    const [, , wantedPrice = NaN, wantedQuantity = NaN, wantedFee = NaN] = wanted.trades[index] ?? []
    expect(Math.abs(price - wantedPrice)).toBeLessThan(1e-9)
    expect(Math.abs(quantity - wantedQuantity)).toBeLessThan(1e-8)
    expect(Math.abs(fee - wantedFee)).toBeLessThan(1e-6)
  })
  expect(Math.abs(found.equity - wanted.equity)).toBeLessThan(1e-6)
}

describe('a backtest by the live engine', () => {
  it('trades as a bar-by-bar loop and as the fast tier do, whatever the bars, holes, costs, exits and averages', () => {
    let trades = 0
    fc.assert(
      fc.property(histories, plainTerms, pairs, (bars, terms, { fast, slow }) => {
        const found = plainResult(engineTier(candlesOf(bars), terms, { fast, slow }))
        const wanted = crossings(bars.close, fast, slow)
        expectSame(
          found,
          barByBar(bars, (index) => wanted[index], terms),
        )
        const columns = emaCross(marketOf(bars), sharedAverages(bars), { fast, slow }, terms)
        expectSame(found, plainLedger(columns))
        trades += found.trades.length
      }),
      { numRuns: 400 },
    )
    expect(trades).toBeGreaterThan(200)
  })

  it('trades the built-in crossover as the fast tier does, with averages of either start', () => {
    let trades = 0
    const seeds = fc.constantFrom(...(['sma', 'first'] as const))
    fc.assert(
      fc.property(histories, plainTerms, pairs, seeds, (bars, terms, { fast, slow }, seed) => {
        const found = runBacktest({
          instrument: fileInstrument(terms.costs.fee),
          bars: candlesOf(bars),
          strategy: { id: 'ema-cross', params: { fast, slow, seed } },
          terms: termsOf(terms),
        })
        const indicator = indicatorById(seed === 'sma' ? 'ema' : 'ema-from-first') as Indicator<'close'>
        const averages = (period: number) =>
          required(computeColumns(indicator, bars, { period }).get('value'), 'it has one output')
        expectSame(plainResult(found), plainLedger(emaCross(marketOf(bars), averages, { fast, slow }, terms)))
        trades += found.fills.length
      }),
      { numRuns: 300 },
    )
    expect(trades).toBeGreaterThan(200)
  })

  it('never earns more by paying twice the fee', () => {
    fc.assert(
      fc.property(histories, plainTerms, pairs, (bars, terms, pair) => {
        const candles = candlesOf(bars)
        const equity = (fee: number): bigint => engineTier(candles, { ...terms, costs: { ...terms.costs, fee } }, pair).equity
        expect(equity(0.002) <= equity(0.001)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('knows nothing of the bars to come', () => {
    fc.assert(
      fc.property(histories, histories, pairs, fc.nat(300), (past, future, pair, cut) => {
        const known = candlesOf(past).slice(0, cut)
        if (known.length === 0) return
        const end = known.at(-1)?.openTime ?? 0
        const other = candlesOf(laterThan(future, end))
        const terms = { cash: 10_000, costs: { fee: 0.001, slippage: 0.0005 }, protection: { stop: 0.02 } }
        const before = (bars: readonly Candle[]): string =>
          toJson(engineTier(bars, terms, pair).fills.filter(({ bar }) => bar < known.length))
        expect(before([...known, ...other])).toBe(before(known))
      }),
      { numRuns: 60 },
    )
  })

  it('gives the same bytes twice', () => {
    fc.assert(
      fc.property(histories, plainTerms, pairs, (bars, terms, pair) => {
        const run = (): string => toJson(engineTier(candlesOf(bars), terms, pair))
        expect(run()).toBe(run())
      }),
      { numRuns: 20 },
    )
  })
})

const marketOf = (bars: BarColumns) => ({ bars, extremes: new Extremes(bars.low, bars.high) })

const laterThan = (bars: BarColumns, end: number): BarColumns => ({
  ...bars,
  openTime: bars.openTime.map((time) => time - (bars.openTime[0] ?? 0) + end + 60_000),
})
