import { describe, expect, it } from 'vitest'
import {
  formatMoney,
  formatPrice,
  formatQuantity,
  InputError,
  type Instrument,
  money,
  price,
  quantity,
  rate,
} from '../../domain/index.ts'
import { strategyById } from '../../strategies/index.ts'
import { candlesFrom, fileInstrument, type Prices, runBacktest, scriptedStrategy } from '../../testing/bar-markets.ts'
import type { BacktestResult } from './backtest.ts'
import type { BacktestTerms } from './terms.ts'

const FLAT: Prices = [100, 100, 100, 100]

interface Case {
  readonly script: string
  readonly rows: readonly Prices[]
  readonly terms?: Partial<BacktestTerms>
  readonly fee?: number
  readonly skip?: readonly number[]
  readonly levels?: { stop?: number; target?: number }
  readonly instrument?: Partial<Instrument>
}

const run = ({ script, rows, terms, fee = 0, skip, levels, instrument }: Case): BacktestResult =>
  runBacktest({
    instrument: { ...fileInstrument(fee), ...instrument },
    bars: candlesFrom(rows, skip),
    strategy: { id: 'scripted', params: {}, known: [scriptedStrategy(strategyById('ema-trend'), script, levels)] },
    terms: { cash: money('1000'), slippage: rate('0'), size: { mode: 'all-in' }, ...terms },
  })

/** Bar, price and reason of each fill. */
const told = (given: Case): readonly string[] =>
  run(given).fills.map(({ bar, fill, purpose }) => `${String(bar)} ${fill.side} ${formatPrice(fill.price)} ${purpose}`)

const TWO = { stop: rate('0.02'), target: rate('0.04') }

describe('fills of a backtest, by hand', () => {
  it('come at the open after the close that gave the signal; the last close has none', () => {
    expect(told({ script: 'L-FL', rows: [FLAT, [101, 105, 99, 104], [107, 107, 100, 101], [90, 95, 80, 85]] })).toEqual([
      '1 buy 101 entry',
      '3 sell 90 exit-signal',
    ])
  })

  it('wait for the next bar there is when the one in between is missing', () => {
    const rows: Prices[] = [FLAT, [1, 1, 1, 1], [2, 2, 2, 2], [103, 104, 103, 104], [105, 105, 105, 105]]
    expect(told({ script: 'L-', rows, skip: [1, 2] })).toEqual(['1 buy 103 entry'])
  })

  it('stop at the stop, touched exactly, and at the open where the bar opens below it', () => {
    expect(told({ script: 'L', rows: [FLAT, FLAT, [99, 99, 98, 99]], terms: TWO })).toEqual([
      '1 buy 100 entry',
      '2 sell 98 exit-stop',
    ])
    expect(told({ script: 'L', rows: [FLAT, FLAT, [99, 99, 98.0001, 99]], terms: TWO })).toEqual(['1 buy 100 entry'])
    expect(told({ script: 'L', rows: [FLAT, FLAT, [97, 99, 90, 99]], terms: TWO })[1]).toBe('2 sell 97 exit-stop')
  })

  it('take the target, at the open where the bar opens above it, and the stop where the bar reaches both', () => {
    expect(told({ script: 'L', rows: [FLAT, FLAT, [101, 104, 99, 99]], terms: TWO })[1]).toBe('2 sell 104 exit-target')
    expect(told({ script: 'L', rows: [FLAT, FLAT, [110, 111, 109, 109]], terms: TWO })[1]).toBe('2 sell 110 exit-target')
    expect(told({ script: 'L', rows: [FLAT, FLAT, [101, 120, 98, 99]], terms: TWO })[1]).toBe('2 sell 98 exit-stop')
  })

  it('may stop out in the very bar of the entry, and enter again only at the next change of view', () => {
    expect(told({ script: 'LL--L', rows: [FLAT, [100, 100, 97, 97], FLAT, FLAT, FLAT, FLAT], terms: TWO })).toEqual([
      '1 buy 100 entry',
      '1 sell 98 exit-stop',
      '5 buy 100 entry',
    ])
    const repeated = {
      script: 'LLLLL',
      rows: [FLAT, [100, 100, 97, 97], FLAT, FLAT, FLAT, FLAT],
      terms: { ...TWO, repeatAfter: 120_000 },
    }
    expect(told(repeated as Case)).toEqual(['1 buy 100 entry', '1 sell 98 exit-stop', '3 buy 100 entry'])
  })

  it('leave by the signal first where the same open lies below the stop', () => {
    expect(told({ script: 'LF', rows: [FLAT, FLAT, [90, 90, 90, 90]], terms: TWO })).toEqual([
      '1 buy 100 entry',
      '2 sell 90 exit-signal',
    ])
  })

  it('use the levels of the strategy where no others are given', () => {
    const rows: Prices[] = [FLAT, FLAT, [100, 106, 96, 100]]
    expect(told({ script: 'L', rows, levels: { stop: 97, target: 105 } })[1]).toBe('2 sell 97 exit-stop')
    expect(told({ script: 'L', rows, levels: { stop: 95, target: 105 } })[1]).toBe('2 sell 105 exit-target')
    expect(told({ script: 'L', rows, levels: { stop: 97, target: 105 }, terms: { stop: rate('0.05') } })[1]).toBe(
      '2 sell 105 exit-target',
    )
  })

  it('are refused by the live rules where the market has already passed the stop', () => {
    const { fills, signals } = run({ script: 'L', rows: [FLAT, [90, 91, 89, 90]], levels: { stop: 95 } })
    expect([fills.length, signals.blocked, signals.blockedReason]).toEqual([0, 1, 'the stop is at or above the bid'])
  })

  it('cost slippage and fee on both sides, and all the cash pays both', () => {
    const { fills, equity, cash } = run({
      script: 'LF',
      rows: [FLAT, FLAT, [200, 200, 200, 200]],
      fee: 0.25,
      terms: { slippage: rate('0.01') },
    })
    // 1000 / 1.25 = 800 buys at 101; the sale at 198 pays a quarter.
    const [buy, sale] = fills.map(({ fill }) => fill)
    expect([buy?.price, sale?.price].map((each) => (each === undefined ? '' : formatPrice(each)))).toEqual(['101', '198'])
    expect(buy === undefined ? '' : formatQuantity(buy.quantity)).toBe('7.920792079207')
    expect(Number(formatMoney(equity))).toBeCloseTo((800 / 101) * 198 * 0.75, 8)
    expect(cash).toBe(equity)
  })

  it('keep to the grid of a venue, rounded to the worse tick and the smaller lot', () => {
    const grid = { tickSize: price('0.5'), lotSize: quantity('0.1'), minQuantity: quantity('0.1') }
    const { fills } = run({ script: 'LF', rows: [FLAT, FLAT, FLAT], instrument: grid, terms: { slippage: rate('0.001') } })
    expect(fills.map(({ fill }) => [formatPrice(fill.price), formatQuantity(fill.quantity)])).toEqual([
      ['100.5', '9.9'],
      ['99.5', '9.9'],
    ])
  })

  it('spend a fixed fraction of equity where that is asked for', () => {
    const { fills } = run({ script: 'L', rows: [FLAT, FLAT], terms: { size: { mode: 'fixed', fraction: 0.3 } } })
    expect(fills.map(({ fill }) => formatQuantity(fill.quantity))).toEqual(['3'])
  })

  it('end where a live limit halts the trading, and a stop still sells', () => {
    // A fifth of equity at most, so a fall of 40 % of what Kelly took, 15 %, costs more than the 5 % a day that live limits allow.
    const rows: Prices[] = [FLAT, FLAT, [60, 60, 60, 60], FLAT, FLAT, FLAT]
    const found = run({ script: 'L--F-L', rows, levels: { stop: 1, target: 1e6 }, terms: { size: { mode: 'risk' } } })
    expect(found.haltReason).toMatch(/^daily loss limit reached: /)
    expect(found.fills.map(({ bar, purpose }) => [bar, purpose])).toEqual([
      [1, 'entry'],
      [4, 'exit-signal'],
    ])
  })

  it('are none without a strategy that can step on bars', () => {
    const bars = candlesFrom([FLAT, FLAT])
    const terms: BacktestTerms = { cash: money('1000'), slippage: rate('0'), size: { mode: 'all-in' } }
    const with_ =
      (id: string, params = {}) =>
      () =>
        runBacktest({ instrument: fileInstrument(0), bars, strategy: { id, params }, terms })
    expect(with_('book-imbalance')).toThrow(InputError)
    expect(with_('fear-greed')).toThrow(/strategy: fear-greed: its feature external.* not by candles/)
    expect(with_('moon')).toThrow(/strategyId: moon: use one of ema-trend/)
    expect(with_('ema-trend', { fats: 1 })).toThrow(/ema-trend.fats/)
  })

  it('end with the strategy: one that fails is an error that names the bar', () => {
    const failing = scriptedStrategy(strategyById('ema-trend'), 'LLL', { stop: Number.NaN })
    const fail = () =>
      runBacktest({
        instrument: fileInstrument(0),
        bars: candlesFrom([FLAT, FLAT]),
        strategy: { id: 'scripted', params: {}, known: [failing] },
        terms: { cash: money('1000'), slippage: rate('0'), size: { mode: 'all-in' } },
      })
    expect(fail).toThrow(/strategy: scripted: it failed on bar 1: stop is not a finite number/)
  })
})
