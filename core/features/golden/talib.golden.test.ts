import { describe, expect, it } from 'vitest'
import { computed, expectSame, GOLDEN_MARKETS, marketsNote, seriesOf } from '../../testing/golden-markets.ts'
import { apply, combine, later, loadTalib, type Series } from '../../testing/talib.ts'
import type { Bar } from '../contract/input.ts'

const talib = await loadTalib()

const sma = (x: Series, timePeriod: number): Series =>
  apply(timePeriod - 1, [x], ([inReal = []]) => talib.SMA({ inReal, timePeriod }).output)
const ema = (x: Series, timePeriod: number): Series =>
  apply(timePeriod - 1, [x], ([inReal = []]) => talib.EMA({ inReal, timePeriod }).output)
const wma = (x: Series, timePeriod: number): Series =>
  apply(timePeriod - 1, [x], ([inReal = []]) => talib.WMA({ inReal, timePeriod }).output)
const roc = (x: Series, timePeriod: number): Series =>
  apply(timePeriod, [x], ([inReal = []]) => talib.ROC({ inReal, timePeriod }).output)
const mom = (x: Series, timePeriod: number): Series =>
  apply(timePeriod, [x], ([inReal = []]) => talib.MOM({ inReal, timePeriod }).output)
const max = (x: Series, timePeriod: number): Series =>
  apply(timePeriod - 1, [x], ([inReal = []]) => talib.MAX({ inReal, timePeriod }).output)
const min = (x: Series, timePeriod: number): Series =>
  apply(timePeriod - 1, [x], ([inReal = []]) => talib.MIN({ inReal, timePeriod }).output)
const sum = (x: Series, timePeriod: number): Series =>
  apply(timePeriod - 1, [x], ([inReal = []]) => talib.SUM({ inReal, timePeriod }).output)
const minus = (a: Series, b: Series): Series => combine([a, b], (x, y) => x - y)
const plus = (a: Series, b: Series): Series => combine([a, b], (x, y) => x + y)
const times = (a: Series, factor: number): Series => combine([a], (x) => x * factor)
const ratio = (a: Series, b: Series): Series => combine([a, b], (x, y) => x / y)
/** Series that share their first value, as outputs of one indicator do. */
const since = (a: Series, b: Series): Series => combine([a, b], (x) => x)

function market(bars: readonly Bar[]) {
  const [open, high, low, close, volume] = (['open', 'high', 'low', 'close', 'volume'] as const).map((field) =>
    seriesOf(bars, field),
  ) as [Series, Series, Series, Series, Series]
  const hlc = (
    lookback: number,
    call: (columns: { high: number[]; low: number[]; close: number[] }) => readonly number[],
  ): Series => apply(lookback, [high, low, close], ([h = [], l = [], c = []]) => call({ high: h, low: l, close: c }))
  const hlcv = (
    lookback: number,
    call: (columns: { high: number[]; low: number[]; close: number[]; volume: number[] }) => readonly number[],
  ): Series =>
    apply(lookback, [high, low, close, volume], ([h = [], l = [], c = [], v = []]) =>
      call({ high: h, low: l, close: c, volume: v }),
    )
  const hl = (lookback: number, call: (columns: { high: number[]; low: number[] }) => readonly number[]): Series =>
    apply(lookback, [high, low], ([h = [], l = []]) => call({ high: h, low: l }))
  const onClose = (lookback: number, call: (inReal: number[]) => readonly number[]): Series =>
    apply(lookback, [close], ([inReal = []]) => call(inReal))
  const atr = (timePeriod: number): Series => hlc(timePeriod, (columns) => talib.ATR({ ...columns, timePeriod }).output)
  return { open, high, low, close, volume, hlc, hlcv, hl, onClose, atr }
}
type Market = ReturnType<typeof market>

const ppo = (x: Series, fast: number, slow: number): Series =>
  combine([ema(x, fast), ema(x, slow)], (quick, calm) => (100 * (quick - calm)) / calm)
/** TA-Lib's fast stochastic; its smoothed %D is the %K of the slow one. */
const stochastic = (m: Market): Series =>
  m.hlc(15, (columns) => talib.STOCHF({ ...columns, fastK_Period: 14, fastD_Period: 3 }).fastD)
const deviation = (m: Market, timePeriod: number): Series =>
  combine([m.onClose(timePeriod - 1, (inReal) => talib.VAR({ inReal, timePeriod, nbDev: 1 }).output)], (value) =>
    Math.sqrt(Math.max(value, 0)),
  )
const twice = (x: Series, long: number, short: number): Series => ema(ema(x, long), short)
const tsi = (x: Series): Series => {
  const moves = mom(x, 1)
  return times(ratio(twice(moves, 25, 13), twice(combine([moves], Math.abs), 25, 13)), 100)
}
const range = (m: Market): Series => minus(m.high, m.low)
const index = (m: Market): Series => m.close.map((_, at) => at)

type Scale = 'price' | 'ratio'
type Case = readonly [
  id: string,
  parameters: Record<string, number>,
  outputs: Readonly<Record<string, (m: Market) => Series>>,
  scale: Scale,
]

/**
 * Every indicator that TA-Lib has, or that is a mixture of what TA-Lib has. Where the two differ by choice or the
 * wrapper by mistake:
 *
 * | function | here | TA-Lib | compared by |
 * |---|---|---|---|
 * | RSI, stochastic, Williams %R, MFI, ultimate without any move | the middle of the range | 0 | markets that move |
 * | MFI below one unit of flow | as any other | 0 | markets above it |
 * | CMO | plain sums (Chande) | Wilder means | trading-signals |
 * | ADX and DI | together, once the ADX is there | DI from bar n + 1 on | the common part |
 * | KAMA, SAR, ADOSC, PPO | as TA-Lib | own seeds, see their formulas | directly |
 * | BBANDS, STDDEV | population deviation | the same; the wrapper loses roots | SMA and root of VAR |
 * | STOCH | smoothed %K and %D | the same; the wrapper returns zeros | STOCHF and SMA |
 * | NATR | ATR in percent of the close | the same; the wrapper's first value is 0 | ATR and close |
 */
const CASES: readonly Case[] = [
  ['sma', { period: 7 }, { value: (m) => sma(m.close, 7) }, 'price'],
  ['ema', { period: 9 }, { value: (m) => ema(m.close, 9) }, 'price'],
  ['wma', { period: 5 }, { value: (m) => wma(m.close, 5) }, 'price'],
  ['dema', { period: 8 }, { value: (m) => m.onClose(14, (inReal) => talib.DEMA({ inReal, timePeriod: 8 }).output) }, 'price'],
  ['tema', { period: 8 }, { value: (m) => m.onClose(21, (inReal) => talib.TEMA({ inReal, timePeriod: 8 }).output) }, 'price'],
  ['trima', { period: 10 }, { value: (m) => m.onClose(9, (inReal) => talib.TRIMA({ inReal, timePeriod: 10 }).output) }, 'price'],
  ['trima', { period: 11 }, { value: (m) => m.onClose(10, (inReal) => talib.TRIMA({ inReal, timePeriod: 11 }).output) }, 'price'],
  [
    't3',
    { period: 5 },
    { value: (m) => m.onClose(24, (inReal) => talib.T3({ inReal, timePeriod: 5, VFactor: 0.7 }).output) },
    'price',
  ],
  ['kama', { period: 10 }, { value: (m) => m.onClose(10, (inReal) => talib.KAMA({ inReal, timePeriod: 10 }).output) }, 'price'],
  ['hma', { period: 16 }, { value: (m) => wma(minus(times(wma(m.close, 8), 2), wma(m.close, 16)), 4) }, 'price'],
  ['zlema', { period: 9 }, { value: (m) => ema(minus(times(m.close, 2), later(m.close, 4)), 9) }, 'price'],
  ['rsi', { period: 14 }, { value: (m) => m.onClose(14, (inReal) => talib.RSI({ inReal, timePeriod: 14 }).output) }, 'ratio'],
  [
    'stochastic',
    { period: 14, smoothK: 3, smoothD: 3 },
    { k: (m) => since(stochastic(m), sma(stochastic(m), 3)), d: (m) => sma(stochastic(m), 3) },
    'ratio',
  ],
  [
    'stoch-rsi',
    { rsiPeriod: 14, period: 10, smoothK: 3, smoothD: 1 },
    {
      k: (m) => m.onClose(25, (inReal) => talib.STOCHRSI({ inReal, timePeriod: 14, fastK_Period: 10, fastD_Period: 3 }).fastD),
    },
    'ratio',
  ],
  [
    'macd',
    {},
    {
      macd: (m) => m.onClose(33, (inReal) => talib.MACD({ inReal }).MACD),
      signal: (m) => m.onClose(33, (inReal) => talib.MACD({ inReal }).MACDSignal),
      histogram: (m) => m.onClose(33, (inReal) => talib.MACD({ inReal }).MACDHist),
    },
    'price',
  ],
  [
    'ppo',
    { signal: 1 },
    {
      ppo: (m) =>
        m.onClose(25, (inReal) => talib.PPO({ inReal, fastPeriod: 12, slowPeriod: 26, MAType: talib.MAType.EMA }).output),
    },
    'ratio',
  ],
  [
    'ppo',
    {},
    {
      ppo: (m) => since(ppo(m.close, 12, 26), ema(ppo(m.close, 12, 26), 9)),
      signal: (m) => ema(ppo(m.close, 12, 26), 9),
      histogram: (m) => minus(ppo(m.close, 12, 26), ema(ppo(m.close, 12, 26), 9)),
    },
    'ratio',
  ],
  [
    'pvo',
    {},
    { signal: (m) => ema(ppo(m.volume, 12, 26), 9), pvo: (m) => since(ppo(m.volume, 12, 26), ema(ppo(m.volume, 12, 26), 9)) },
    'ratio',
  ],
  ['roc', { period: 10 }, { value: (m) => roc(m.close, 10) }, 'ratio'],
  ['momentum', { period: 10 }, { value: (m) => mom(m.close, 10) }, 'price'],
  ['cci', { period: 20 }, { value: (m) => m.hlc(19, (columns) => talib.CCI({ ...columns, timePeriod: 20 }).output) }, 'ratio'],
  [
    'williams-r',
    { period: 14 },
    { value: (m) => m.hlc(13, (columns) => talib.WILLR({ ...columns, timePeriod: 14 }).output) },
    'ratio',
  ],
  ['mfi', { period: 14 }, { value: (m) => m.hlcv(14, (columns) => talib.MFI({ ...columns, timePeriod: 14 }).output) }, 'ratio'],
  [
    'ultimate-oscillator',
    {},
    {
      value: (m) => m.hlc(28, (columns) => talib.ULTOSC({ ...columns, timePeriod1: 7, timePeriod2: 14, timePeriod3: 28 }).output),
    },
    'ratio',
  ],
  ['trix', { period: 6 }, { value: (m) => m.onClose(16, (inReal) => talib.TRIX({ inReal, timePeriod: 6 }).output) }, 'ratio'],
  [
    'balance-of-power',
    {},
    {
      value: (m) =>
        apply(
          0,
          [m.open, m.high, m.low, m.close],
          ([open = [], high = [], low = [], close = []]) => talib.BOP({ open, high, low, close }).output,
        ),
    },
    'ratio',
  ],
  ['tsi', { signal: 7 }, { tsi: (m) => since(tsi(m.close), ema(tsi(m.close), 7)), signal: (m) => ema(tsi(m.close), 7) }, 'ratio'],
  [
    'awesome-oscillator',
    {},
    { value: (m) => minus(sma(times(plus(m.high, m.low), 0.5), 5), sma(times(plus(m.high, m.low), 0.5), 34)) },
    'price',
  ],
  ['coppock', {}, { value: (m) => wma(plus(roc(m.close, 14), roc(m.close, 11)), 10) }, 'ratio'],
  [
    'kst',
    {},
    {
      signal: (m) => {
        const part = (bars: number, smoothing: number): Series => sma(roc(m.close, bars), smoothing)
        const line = combine([part(10, 10), part(15, 10), part(20, 10), part(30, 15)], (a, b, c, d) => a + 2 * b + 3 * c + 4 * d)
        return sma(line, 9)
      },
    },
    'ratio',
  ],
  ['dpo', { period: 20 }, { value: (m) => minus(later(m.close, 11), sma(m.close, 20)) }, 'price'],
  ['elder-ray', {}, { bull: (m) => minus(m.high, ema(m.close, 13)), bear: (m) => minus(m.low, ema(m.close, 13)) }, 'price'],
  [
    'aroon',
    { period: 14 },
    {
      up: (m) => m.hl(14, (columns) => talib.AROON({ ...columns, timePeriod: 14 }).aroonUp),
      down: (m) => m.hl(14, (columns) => talib.AROON({ ...columns, timePeriod: 14 }).aroonDown),
      oscillator: (m) => m.hl(14, (columns) => talib.AROONOSC({ ...columns, timePeriod: 14 }).output),
    },
    'ratio',
  ],
  [
    'adx',
    { period: 14 },
    {
      adx: (m) => m.hlc(27, (columns) => talib.ADX({ ...columns, timePeriod: 14 }).output),
      plusDi: (m) =>
        since(
          m.hlc(14, (columns) => talib.PLUS_DI({ ...columns, timePeriod: 14 }).output),
          later(m.atr(14), 13),
        ),
      minusDi: (m) =>
        since(
          m.hlc(14, (columns) => talib.MINUS_DI({ ...columns, timePeriod: 14 }).output),
          later(m.atr(14), 13),
        ),
    },
    'ratio',
  ],
  [
    'psar',
    {},
    { value: (m) => m.hl(1, (columns) => talib.SAR({ ...columns, acceleration: 0.02, maximum: 0.2 }).output) },
    'price',
  ],
  ['atr', { period: 14 }, { value: (m) => m.atr(14) }, 'price'],
  ['natr', { period: 14 }, { value: (m) => times(ratio(m.atr(14), m.close), 100) }, 'ratio'],
  [
    'donchian',
    { period: 20 },
    {
      upper: (m) => max(m.high, 20),
      lower: (m) => min(m.low, 20),
      middle: (m) => times(plus(max(m.high, 20), min(m.low, 20)), 0.5),
    },
    'price',
  ],
  [
    'keltner',
    {},
    {
      middle: (m) => since(ema(m.close, 20), m.atr(10)),
      upper: (m) => plus(ema(m.close, 20), times(m.atr(10), 2)),
      lower: (m) => minus(ema(m.close, 20), times(m.atr(10), 2)),
    },
    'price',
  ],
  [
    'chandelier-exit',
    {},
    {
      long: (m) => minus(max(m.high, 22), times(m.atr(22), 3)),
      short: (m) => plus(min(m.low, 22), times(m.atr(22), 3)),
    },
    'price',
  ],
  ['bollinger', { period: 20 }, { middle: (m) => sma(m.close, 20) }, 'price'],
  ['mass-index', {}, { value: (m) => sum(ratio(ema(range(m), 9), ema(ema(range(m), 9), 9)), 25) }, 'ratio'],
  ['chaikin-volatility', {}, { value: (m) => roc(ema(range(m), 10), 10) }, 'ratio'],
  [
    'obv',
    {},
    { value: (m) => apply(0, [m.close, m.volume], ([inReal = [], volume = []]) => talib.OBV({ inReal, volume }).output) },
    'ratio',
  ],
  ['adl', {}, { value: (m) => m.hlcv(0, (columns) => talib.AD(columns).output) }, 'price'],
  [
    'chaikin-oscillator',
    {},
    { value: (m) => m.hlcv(9, (columns) => talib.ADOSC({ ...columns, fastPeriod: 3, slowPeriod: 10 }).output) },
    'price',
  ],
  [
    'force-index',
    {},
    {
      value: (m) =>
        ema(
          combine([mom(m.close, 1), m.volume], (move, volume) => move * volume),
          13,
        ),
    },
    'price',
  ],
  ['relative-volume', {}, { value: (m) => ratio(m.volume, later(sma(m.volume, 20), 1)) }, 'ratio'],
  [
    'linear-regression',
    { period: 14 },
    {
      value: (m) => m.onClose(13, (inReal) => talib.LINEARREG({ inReal, timePeriod: 14 }).output),
      slope: (m) => m.onClose(13, (inReal) => talib.LINEARREG_SLOPE({ inReal, timePeriod: 14 }).output),
    },
    'price',
  ],
]

/**
 * Where TA-Lib says the same by running sums of squares, which keep fewer digits of a small spread around a large
 * price: to 1e-7 here, to 1e-9 by the formulas written out.
 */
const SPREADS: readonly Case[] = [
  ['standard-deviation', {}, { value: (m) => deviation(m, 20) }, 'price'],
  [
    'bollinger',
    {},
    {
      upper: (m) => plus(sma(m.close, 20), times(deviation(m, 20), 2)),
      lower: (m) => minus(sma(m.close, 20), times(deviation(m, 20), 2)),
      width: (m) => ratio(times(deviation(m, 20), 4), sma(m.close, 20)),
    },
    'price',
  ],
  ['z-score', {}, { value: (m) => ratio(minus(m.close, sma(m.close, 20)), deviation(m, 20)) }, 'ratio'],
  [
    'correlation',
    {},
    {
      value: (m) =>
        apply(
          29,
          [m.close, m.volume],
          ([inReal0 = [], inReal1 = []]) => talib.CORREL({ inReal0, inReal1, timePeriod: 30 }).output,
        ),
    },
    'ratio',
  ],
  [
    'linear-regression',
    { period: 14 },
    {
      r2: (m) =>
        combine(
          [
            apply(
              13,
              [m.close, index(m)],
              ([inReal0 = [], inReal1 = []]) => talib.CORREL({ inReal0, inReal1, timePeriod: 14 }).output,
            ),
          ],
          (r) => r * r,
        ),
    },
    'ratio',
  ],
]

function compare(cases: readonly Case[], tolerances: Readonly<Record<Scale, number>>): void {
  for (const [id, parameters, outputs, scale] of cases)
    it(`${id} ${JSON.stringify(parameters)}`, () => {
      for (const { name, bars } of GOLDEN_MARKETS) {
        const m = market(bars)
        const unit = tolerances[scale] * (scale === 'price' ? (bars[0]?.close ?? 1) : 1)
        for (const [output, wanted] of Object.entries(outputs)) {
          const expected = wanted(m)
          expect([name, output, expected.length]).toEqual([name, output, bars.length])
          expectSame(computed(bars, id, parameters, output), expected, unit)
        }
      }
    })
}

describe(`golden values by TA-Lib${marketsNote}`, () => {
  compare(CASES, { price: 1e-3, ratio: 1e-3 })
})

describe('golden values by TA-Lib, spreads', () => {
  compare(SPREADS, { price: 1, ratio: 100 })
})
