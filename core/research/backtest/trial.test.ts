import { describe, expect, it } from 'vitest'
import { countedIds, silentLogger } from '../../adapters/memory/index.ts'
import { money, moneyToNumberLossy, rate, required, toNumberLossy } from '../../domain/index.ts'
import { fileInstrument } from '../../testing/bar-markets.ts'
import { hourlyCandles } from '../../testing/hourly-candles.ts'
import { backtest, type BarRange, noJournal, runTrial, type TrialSetup } from '../index.ts'

const setup: TrialSetup = {
  instrument: fileInstrument(0.001),
  bars: hourlyCandles(24 * 30, 3),
  strategy: 'ema-cross',
  terms: { cash: money('10000'), slippage: rate('0.0005'), size: { mode: 'all-in' } },
}
const ports = () => ({ ids: countedIds(), journal: noJournal(), logger: silentLogger() })
const params = { fast: 4, slow: 11 }
const run = (range: BarRange, other: Partial<TrialSetup> = {}) => runTrial({ ...setup, ...other }, { params, range }, ports())
const grown = (daily: Float64Array): number => daily.reduce((equity, change) => equity * (1 + change), 1)

describe('a trial', () => {
  it('is the backtest of its bars, what is held at the end sold', () => {
    for (const days of [28, 29, 30]) {
      const bars = setup.bars.slice(0, days * 24)
      const found = run({ from: 0, to: bars.length })
      const { instrument, terms, strategy } = setup
      const whole = backtest({ instrument, bars, strategy: { id: strategy, params }, terms }, ports())
      const held = toNumberLossy(whole.quantity)
      const sold = held * toNumberLossy(required(bars.at(-1), 'a bar').close) * (1 - 0.0005) * (1 - 0.001)
      const end = (moneyToNumberLossy(whole.cash) + sold) / 10_000
      expect(found.daily).toHaveLength(days)
      expect(grown(found.daily)).toBeCloseTo(end, 10)
      expect(found.trades.reduce((sum, { profit }) => sum + profit, 0)).toBeCloseTo(10_000 * (end - 1), 6)
      expect(found.trades).toHaveLength(Math.ceil(whole.fills.length / 2))
      expect(found.trades.reduce((equity, trade) => equity * (1 + trade.return), 1)).toBeCloseTo(end, 10)
    }
  })

  it('holds something at the end of one of them', () => {
    const ends = [28, 29, 30].map((days) => run({ from: 0, to: days * 24 }).trades.at(-1)?.day === days - 1)
    expect(ends).toContain(true)
  })

  it('tells on which day of its range a trade ended', () => {
    const { daily, trades } = run({ from: 24 * 10, to: 24 * 20 })
    expect(daily).toHaveLength(10)
    expect(trades.length).toBeGreaterThan(10)
    expect(trades.every(({ day }, index) => day >= (trades[index - 1]?.day ?? 0) && day < 10)).toBe(true)
    // Days without a trade's end and without a position have no return.
    expect(new Set(trades.map(({ day }) => day)).size).toBeGreaterThan(5)
  })

  it('knows nothing of the bars after its range, and of those before it only what warms it up', () => {
    const range = { from: 24 * 10, to: 24 * 20 }
    const found = run(range)
    expect(run(range, { bars: setup.bars.slice(0, range.to) })).toEqual(found)
    const moved = setup.bars.slice(range.from - 11)
    expect(run({ from: 11, to: 11 + 240 }, { bars: moved })).toEqual(found)
  })

  it('puts ranges beside one another without an overlap or a hole', () => {
    const [first, second] = [run({ from: 0, to: 24 * 15 }), run({ from: 24 * 15, to: 24 * 30 })]
    expect(first.daily.length + second.daily.length).toBe(30)
    expect(second.daily[0]).not.toBe(0)
  })

  it('refuses parameters that the strategy does not take', () => {
    const wrong = { params: { fast: 9, slow: 3 }, range: { from: 0, to: 48 } }
    expect(() => runTrial(setup, wrong, ports())).toThrow(/ema-cross\.fast: 9/)
  })
})
