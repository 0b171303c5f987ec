import { describe, expect, it } from 'vitest'
import { InputError, millis } from '../../domain/index.ts'
import {
  BTC,
  bookAt,
  candleAt,
  gapAt,
  hasRecordedCandles,
  quoteAt,
  recordedCandles,
  tradeAt,
} from '../../testing/market-facts.ts'
import { FeatureEngine } from './feature-engine.ts'
import type { FeatureRequest } from './request.ts'

const engineOf = (...requests: FeatureRequest[]): FeatureEngine =>
  new FeatureEngine({ instrument: BTC.id, timeframe: '1m', requests })
const flat = (close: number) => ({ open: close, high: close, low: close, close, volume: 1 })
const SMA3: FeatureRequest = { indicator: 'sma', parameters: { period: 3 } }

describe('feature engine', () => {
  it('takes each closed candle once, and nothing else', () => {
    const engine = engineOf(SMA3)
    expect(engine.onCandle(candleAt(60_000, flat(1)))).toBe(true)
    expect(engine.onCandle(candleAt(60_000, flat(1)))).toBe(false)
    expect(engine.onCandle({ ...candleAt(120_000, flat(9)), closed: false })).toBe(false)
    expect(engine.onCandle(candleAt(120_000, flat(9), '5m'))).toBe(false)
    expect(engine.onCandle(candleAt(120_000, flat(2)))).toBe(true)
    expect(engine.read('sma(3)', millis(180_000)).value).toBeNull()
    engine.onCandle(candleAt(180_000, flat(6)))
    expect(engine.read('sma(3)', millis(241_000))).toEqual({
      feature: 'sma(3)',
      value: 3,
      source: 'binance candles 1m',
      asOf: 240_000,
      age: 1_000,
    })
    expect(engine.bars).toBe(3)
  })

  it('answers the same until a candle comes or time passes, and no answer changes afterwards', () => {
    const engine = engineOf(SMA3, { indicator: 'atr', parameters: { period: 2 } })
    const told = Array.from({ length: 6 }, (_, index) => {
      engine.onCandle(candleAt(index * 60_000, { open: 1, high: 9 + index, low: 1, close: 3 * index, volume: 1 }))
      const now = millis(index * 60_000 + 60_000)
      const [value, later] = [engine.read('sma(3)', now), engine.read('sma(3)', millis(now + 5))]
      expect(engine.reader('sma(3)')(now)).toEqual(value)
      expect(later).toEqual({ ...value, age: value.age === null ? null : value.age + 5 })
      return { value, atr: engine.read('atr(2)', now), text: JSON.stringify([value, engine.read('atr(2)', now)]) }
    })
    expect(told.map(({ value, atr }) => JSON.stringify([value, atr]))).toEqual(told.map(({ text }) => text))
    expect(told.map(({ value }) => value.value)).toEqual([null, null, 3, 6, 9, 12])
  })

  it('is made anew from the newest thousand candles after a correction, however many came', () => {
    const bars = Array.from({ length: 2_345 }, (_, index) => candleAt(index * 60_000, flat(100 + ((index * 7) % 11))))
    const request = { indicator: 'ema-from-first', parameters: { period: 1_000 } }
    const now = millis(9e9)
    const read = (engine: FeatureEngine) => engine.snapshot(now).map(({ value }) => value)
    for (const count of [1_000, 1_001, 1_999, 2_000, 2_001, 2_345]) {
      const [whole, kept] = [engineOf(request), engineOf(request)]
      const repaired = { ...(bars[count - 3] ?? candleAt(0, flat(1))), ...candleAt((count - 3) * 60_000, flat(500)) }
      for (const bar of bars.slice(0, count)) whole.onCandle(bar)
      whole.onCandle(repaired)
      for (const bar of bars.slice(count - 1_000, count)) kept.onCandle(bar.openTime === repaired.openTime ? repaired : bar)
      expect([count, read(whole)]).toEqual([count, read(kept)])
      // Older than what is kept: nothing to repair.
      const before = [read(whole), whole.bars]
      whole.onCandle(candleAt((count - 1_001) * 60_000 - 1, flat(9)))
      expect([read(whole), whole.bars]).toEqual(before)
    }
  })

  it('says null, never zero, for what it does not know', () => {
    const engine = engineOf(SMA3, { indicator: 'book-imbalance' }, { indicator: 'cvd', output: 'ratio' }, { indicator: 'spread' })
    for (const value of engine.snapshot(millis(5))) expect(value).toMatchObject({ value: null, age: null, asOf: 5 })
    expect(engine.top).toBeNull()
    expect(engine.close).toBeNull()
  })

  it('computes from books and quotes, whichever came last', () => {
    const engine = engineOf(
      { indicator: 'spread' },
      { indicator: 'micro-price' },
      { indicator: 'book-imbalance', parameters: { levels: 5 } },
    )
    engine.onBook(bookAt(1_000, 3, 1))
    expect(engine.read('book-imbalance(5,3000)', millis(1_000)).value).toBeCloseTo(0.5, 12)
    expect(engine.read('micro-price', millis(1_000)).value).toBeCloseTo((99.995 * 1 + 100.005 * 3) / 4, 9)
    expect(engine.read('spread', millis(1_000)).value).toBeCloseTo(1, 9)
    engine.onQuote(quoteAt(2_000, 99, 101))
    expect(engine.read('spread', millis(2_000))).toMatchObject({ source: 'binance quotes', asOf: 2_000 })
    expect(engine.read('spread', millis(2_000)).value).toBeCloseTo(200, 9)
    engine.onQuote(quoteAt(1_500, 1, 2))
    expect(engine.read('spread', millis(2_000)).value).toBeCloseTo(200, 9)
  })

  it('lets the smoothed imbalance follow with its time constant', () => {
    const engine = engineOf({ indicator: 'book-imbalance', parameters: { smoothing: 1_000 }, output: 'mean' })
    engine.onBook(bookAt(0, 1, 1))
    engine.onBook(bookAt(1_000, 1, 0))
    expect(engine.read('book-imbalance(10,1000).mean', millis(1_000)).value).toBeCloseTo(1 - Math.exp(-1), 12)
  })

  it('lets trades leave their window as time passes', () => {
    const requests = ['delta', 'ratio', 'total'].map((output) => ({ indicator: 'cvd', parameters: { window: 10_000 }, output }))
    const engine = engineOf(...requests, { indicator: 'trade-rate', parameters: { window: 10_000 } })
    engine.onTrade(tradeAt(1_000, 3, 'buy'))
    engine.onTrade(tradeAt(6_000, 1, 'sell'))
    const read = (now: number) => engine.snapshot(millis(now)).map(({ value }) => value)
    expect(read(6_000)).toEqual([2, 0.5, 2, 0.2])
    expect(read(11_000)).toEqual([-1, -1, 2, 0.1])
    expect(read(16_000)).toEqual([0, null, 2, 0])
  })

  it('a corrected or late bar is no news, and every feature reads as if it had come right and in time', () => {
    const requests = [
      { indicator: 'ema', parameters: { period: 5 } },
      { indicator: 'atr', parameters: { period: 5 } },
      { indicator: 'sma', parameters: { period: 3 } },
    ]
    const bars = Array.from({ length: 40 }, (_, index) => candleAt(index * 60_000, flat(100 + ((index * 7) % 11))))
    const read = (engine: ReturnType<typeof engineOf>) => [
      engine.snapshot(millis(2_500_000)).map(({ value }) => value),
      engine.bars,
      engine.close,
    ]
    const right = engineOf(...requests)
    for (const bar of bars) right.onCandle(bar)
    const repaired = engineOf(...requests)
    const wrong = new Map([
      [20, candleAt(20 * 60_000, flat(50))],
      [39, candleAt(39 * 60_000, flat(51))],
    ])
    for (const [index, bar] of bars.entries()) if (index !== 30) expect(repaired.onCandle(wrong.get(index) ?? bar)).toBe(true)
    expect(read(repaired)).not.toEqual(read(right))
    for (const index of [39, 30, 20, 20, 5]) expect(repaired.onCandle(bars[index] ?? candleAt(0, flat(1)))).toBe(false)
    expect(read(repaired)).toEqual(read(right))
    const next = candleAt(40 * 60_000, flat(103))
    expect([repaired.onCandle(next), right.onCandle(next)]).toEqual([true, true])
    expect(read(repaired)).toEqual(read(right))
  })

  it('forgets what a broken stream fed, and only that', () => {
    const engine = engineOf({ indicator: 'sma', parameters: { period: 1 } }, { indicator: 'spread' }, { indicator: 'cvd' })
    engine.onCandle(candleAt(0, flat(7)))
    engine.onQuote(quoteAt(61_000, 99, 101))
    engine.onTrade(tradeAt(61_000, 1, 'buy'))
    const read = () => engine.snapshot(millis(61_000)).map(({ value }) => value !== null)
    engine.onGap(gapAt(61_000, 'book'))
    expect(read()).toEqual([true, false, true])
    engine.onGap(gapAt(61_000, 'trades'))
    expect(read()).toEqual([true, false, false])
    engine.onQuote(quoteAt(62_000, 99, 101))
    expect(read()).toEqual([true, true, false])
  })

  it('reads a named external series with its source and age, null while it is missing, silent or too old', () => {
    const key = 'external[fear-greed](60)'
    const engine = engineOf(
      { indicator: 'external', series: 'fear-greed', parameters: { maxAge: 60 } },
      { indicator: 'external', series: 'fear-greed', parameters: { maxAge: 60 }, output: 'age' },
      { indicator: 'external', series: 'exchange-inflow' },
    )
    expect(engine.keys).toEqual([key, `${key}.age`, 'external[exchange-inflow](86400)'])
    const reading = { series: 'fear-greed', source: 'alternative.me', exchangeTime: millis(500), receivedTime: millis(1_000) }
    const value = (now: number) => engine.read(key, millis(now)).value
    expect(value(900)).toBeNull()
    engine.onExternal({ ...reading, value: 0 })
    engine.onExternal({ ...reading, series: 'nobody-asked', value: 1 })
    expect(engine.read(key, millis(31_000))).toEqual({
      feature: key,
      value: 0,
      source: 'alternative.me fear-greed',
      asOf: 500,
      age: 30_000,
    })
    expect(engine.read(`${key}.age`, millis(31_000)).value).toBe(30)
    expect(engine.read('external[exchange-inflow](86400)', millis(31_000))).toMatchObject({ value: null, age: null })
    expect(value(61_001)).toBeNull()
    engine.onExternal({ ...reading, receivedTime: millis(70_000), value: 7 })
    expect(value(70_000)).toBe(7)
    engine.onExternal({ ...reading, receivedTime: millis(71_000), value: null })
    expect(value(71_000)).toBeNull()
    expect(() => engine.onExternal({ ...reading, value: Number.NaN })).toThrow(RangeError)
  })

  it('wants a name for an external series and none for market data', () => {
    expect(() => engineOf({ indicator: 'external' })).toThrow(/external\.series: missing: name the external series/)
    expect(() => engineOf({ indicator: 'external', series: 'a b' })).toThrow(/external\.series: a b: use letters/)
    expect(() => engineOf({ ...SMA3, series: 'fear-greed' })).toThrow(/sma\.series: fear-greed: leave it out/)
  })

  it('measures imbalance by distance from the prices of the book', () => {
    const engine = engineOf({ indicator: 'bps-imbalance', parameters: { bps: 1 } })
    engine.onBook(bookAt(1_000, 3, 1))
    expect(engine.read('bps-imbalance(1)', millis(1_000)).value).toBeCloseTo(0.5, 12)
  })

  it('shares one indicator between its outputs and refuses what it does not know', () => {
    const engine = engineOf({ indicator: 'macd' }, { indicator: 'macd', output: 'signal' }, { indicator: 'macd' })
    expect(engine.keys).toEqual(['macd(12,26,9)', 'macd(12,26,9).signal'])
    expect(() => engine.read('sma(3)', millis(0))).toThrow(/was not requested/)
    expect(() => engineOf({ indicator: 'macd', output: 'line' })).toThrow(
      /macd\.output: line: use one of macd, signal, histogram/,
    )
    expect(() => engineOf({ indicator: 'nope' })).toThrow(InputError)
  })
})

const title = hasRecordedCandles
  ? 'on recorded BTCUSDT candles'
  : 'on recorded BTCUSDT candles (skipped: ../shared/data is absent)'
describe.skipIf(!hasRecordedCandles)(title, () => {
  it('every candle feature stays inside what its formula allows', () => {
    const requests: FeatureRequest[] = [
      { indicator: 'rsi' },
      { indicator: 'stochastic' },
      { indicator: 'adx' },
      { indicator: 'atr' },
      { indicator: 'sma', parameters: { period: 20 } },
      { indicator: 'bollinger', output: 'upper' },
      { indicator: 'bollinger', output: 'lower' },
      { indicator: 'donchian', output: 'upper' },
      { indicator: 'donchian', output: 'lower' },
      { indicator: 'vwap' },
    ]
    const engine = engineOf(...requests)
    let bars = 0
    for (const candle of recordedCandles(5_000)) {
      engine.onCandle(candle)
      bars += 1
      if (bars < 30) continue
      const found = engine.snapshot(candle.receivedTime).map(({ value }) => value ?? Number.NaN)
      const [rsi = NaN, k = NaN, adx = NaN, atr = NaN, sma = NaN, upper = NaN, lower = NaN, high = NaN, low = NaN, vwap = NaN] =
        found
      for (const percent of [rsi, k, adx]) expect(percent >= 0 && percent <= 100).toBe(true)
      expect(atr > 0 && atr < 2_000).toBe(true)
      expect(lower <= sma && sma <= upper).toBe(true)
      const close = engine.close ?? Number.NaN
      expect(low <= close && close <= high).toBe(true)
      expect(Math.abs(vwap / close - 1)).toBeLessThan(0.1)
    }
    expect(bars).toBe(5_000)
  })
})
