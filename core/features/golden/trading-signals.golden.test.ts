import {
  AD,
  ALMA,
  Aroon,
  ATR,
  BollingerBands,
  CCI,
  CHOP,
  CMF,
  CMO,
  DonchianChannels,
  EMV,
  HMA,
  IchimokuCloud,
  LinearRegression,
  MassIndex,
  MFI,
  MOM,
  NATR,
  NVI,
  PVI,
  PVT,
  ROC,
  RSI,
  SMA,
  SuperTrend,
  TRIMA,
  UlcerIndex,
  VHF,
  VortexIndicator,
  VWAP,
  VWMA,
  WilliamsR,
  WMA,
} from 'trading-signals'
import { describe, expect, it } from 'vitest'
import { computed, expectSame, GOLDEN_MARKETS, marketsNote } from '../../testing/golden-markets.ts'
import type { Series } from '../../testing/talib.ts'
import type { Bar } from '../contract/input.ts'

interface Oracle<Input, Result> {
  add(input: Input): Result | null
}
type Reader = (bars: readonly Bar[]) => Series

const onBars =
  <Result>(make: () => Oracle<Bar, Result>, read: (result: Result) => number): Reader =>
  (bars) => {
    const oracle = make()
    return bars.map((bar) => {
      const found = oracle.add(bar)
      return found === null ? undefined : read(found)
    })
  }
const onClose =
  <Result>(make: () => Oracle<number, Result>, read: (result: Result) => number): Reader =>
  (bars) => {
    const oracle = make()
    return bars.map(({ close }) => {
      const found = oracle.add(close)
      return found === null ? undefined : read(found)
    })
  }
const same = (value: number): number => value
const percent = (value: number): number => 100 * value

type Case = readonly [id: string, parameters: Record<string, number>, output: string, wanted: Reader, scale: 'price' | 'ratio']

/**
 * Where the two differ by convention, and so are not compared here:
 *
 * | indicator | here | trading-signals |
 * |---|---|---|
 * | EMA and all made of it (DEMA, TEMA, T3, MACD, PPO, TSI, TRIX, mass index, ...) | seeded with the mean of the first n (TA-Lib) | seeded with the first price |
 * | KAMA | n + 1 closes, starts at the close before | other start |
 * | ADX | Wilder's running sums as in TA-Lib | Wilder means seeded with a mean |
 * | PSAR | first direction by directional movement (TA-Lib) | by the middle of the bars, and 0.01 off the low after a turn |
 * | stochastic RSI | 0 to 100, smoothed | 0 to 1, raw, drops values of zero |
 * | OBV | starts at the first volume (TA-Lib) | starts at zero |
 * | Connors RSI | streak begins with the first close | with the second |
 * | efficiency ratio | net move over the way of the closes (Kaufman) | net move over the high-low range |
 * | linear regression | the line at the newest bar (TA-Lib) | the line one bar ahead |
 * | zero range | stochastic and Williams %R in the middle | at an end |
 */
const CASES: readonly Case[] = [
  ['sma', { period: 7 }, 'value', onClose(() => new SMA(7), same), 'price'],
  ['wma', { period: 7 }, 'value', onClose(() => new WMA(7), same), 'price'],
  ['trima', { period: 9 }, 'value', onClose(() => new TRIMA(9), same), 'price'],
  ['hma', { period: 20 }, 'value', onClose(() => new HMA(20), same), 'price'],
  ['alma', { period: 9 }, 'value', onClose(() => new ALMA(9), same), 'price'],
  ['vwma', { period: 20 }, 'value', onBars(() => new VWMA(20), same), 'price'],
  ['rsi', { period: 14 }, 'value', onClose(() => new RSI(14), same), 'ratio'],
  ['cci', { period: 20 }, 'value', onBars(() => new CCI(20), same), 'ratio'],
  ['roc', { period: 10 }, 'value', onClose(() => new ROC(10), percent), 'ratio'],
  ['momentum', { period: 10 }, 'value', onClose(() => new MOM(10), same), 'price'],
  ['cmo', { period: 14 }, 'value', onClose(() => new CMO(14), same), 'ratio'],
  ['mfi', { period: 14 }, 'value', onBars(() => new MFI(14), same), 'ratio'],
  ['williams-r', { period: 14 }, 'value', onBars(() => new WilliamsR(14), same), 'ratio'],
  [
    'aroon',
    { period: 14 },
    'up',
    onBars(
      () => new Aroon(14),
      ({ aroonUp }) => aroonUp,
    ),
    'ratio',
  ],
  [
    'aroon',
    { period: 14 },
    'down',
    onBars(
      () => new Aroon(14),
      ({ aroonDown }) => aroonDown,
    ),
    'ratio',
  ],
  [
    'vortex',
    { period: 14 },
    'plus',
    onBars(
      () => new VortexIndicator(14),
      ({ plus }) => plus,
    ),
    'ratio',
  ],
  [
    'vortex',
    { period: 14 },
    'minus',
    onBars(
      () => new VortexIndicator(14),
      ({ minus }) => minus,
    ),
    'ratio',
  ],
  ['choppiness', { period: 14 }, 'value', onBars(() => new CHOP(14), same), 'ratio'],
  ['vhf', { period: 28 }, 'value', onClose(() => new VHF(28), same), 'ratio'],
  ['ulcer-index', { period: 14 }, 'value', onClose(() => new UlcerIndex(14), same), 'ratio'],
  [
    'bollinger',
    { period: 20 },
    'upper',
    onClose(
      () => new BollingerBands(20, 2),
      ({ upper }) => upper,
    ),
    'price',
  ],
  [
    'bollinger',
    { period: 20 },
    'lower',
    onClose(
      () => new BollingerBands(20, 2),
      ({ lower }) => lower,
    ),
    'price',
  ],
  [
    'donchian',
    { period: 20 },
    'upper',
    onBars(
      () => new DonchianChannels(20),
      ({ upper }) => upper,
    ),
    'price',
  ],
  [
    'linear-regression',
    { period: 14 },
    'slope',
    onClose(
      () => new LinearRegression(14),
      ({ slope }) => slope,
    ),
    'price',
  ],
  ['adl', {}, 'value', onBars(() => new AD(), same), 'price'],
  ['cmf', { period: 20 }, 'value', onBars(() => new CMF(20), same), 'ratio'],
  ['pvt', {}, 'value', onBars(() => new PVT(), same), 'ratio'],
  ['nvi', {}, 'value', onBars(() => new NVI(), same), 'ratio'],
  ['pvi', {}, 'value', onBars(() => new PVI(), same), 'ratio'],
  ['ease-of-movement', { scale: 10_000 }, 'value', onBars(() => new EMV(14, 10_000), same), 'price'],
  [
    'ichimoku',
    { displacement: 1 },
    'conversion',
    onBars(
      () => new IchimokuCloud(),
      ({ conversion }) => conversion,
    ),
    'price',
  ],
  [
    'ichimoku',
    { displacement: 1 },
    'base',
    onBars(
      () => new IchimokuCloud(),
      ({ base }) => base,
    ),
    'price',
  ],
  [
    'ichimoku',
    { displacement: 1 },
    'leadA',
    onBars(
      () => new IchimokuCloud(),
      ({ spanA }) => spanA,
    ),
    'price',
  ],
  [
    'ichimoku',
    { displacement: 1 },
    'leadB',
    onBars(
      () => new IchimokuCloud(),
      ({ spanB }) => spanB,
    ),
    'price',
  ],
]

describe(`golden values by trading-signals${marketsNote}`, () => {
  for (const [id, parameters, output, wanted, scale] of CASES)
    it(`${id} ${JSON.stringify(parameters)} ${output}`, () => {
      for (const { bars } of GOLDEN_MARKETS) {
        const unit = scale === 'price' ? (bars[0]?.close ?? 1) : 1
        expectSame(computed(bars, id, parameters, output), wanted(bars), 1e-3 * unit)
      }
    })

  it('vwap, whose values there leave out bars without trades', () => {
    const [{ bars } = expect.fail('no market')] = GOLDEN_MARKETS
    expectSame(computed(bars, 'anchored-vwap', {}, 'value'), onBars(() => new VWAP(), same)(bars), 1)
  })

  it('ichimoku draws the cloud of displacement - 1 bars before under today', () => {
    for (const { bars } of GOLDEN_MARKETS)
      for (const [cloud, lead] of [
        ['spanA', 'leadA'],
        ['spanB', 'leadB'],
      ] as const) {
        const ahead = computed(bars, 'ichimoku', { displacement: 1 }, lead)
        const drawn = computed(bars, 'ichimoku', { displacement: 26 }, cloud)
        expect(drawn.slice(25)).toEqual(ahead.slice(0, -25))
      }
  })
})

describe('where a recursion forgets its start, the two libraries meet', () => {
  // Wilder means start from the first range there and from a mean here; (13/14)^400 of the difference is left.
  const late = (series: Series): Series => series.map((value, index) => (index < 420 ? undefined : value))
  const cases: readonly Case[] = [
    ['atr', { period: 14 }, 'value', onBars(() => new ATR(14), same), 'price'],
    ['natr', { period: 14 }, 'value', onBars(() => new NATR(14), same), 'ratio'],
    ['mass-index', {}, 'value', onBars(() => new MassIndex(25), same), 'ratio'],
    [
      'supertrend',
      {},
      'line',
      onBars(
        () => new SuperTrend(),
        ({ supertrend }) => supertrend,
      ),
      'price',
    ],
  ]
  for (const [id, parameters, output, wanted, scale] of cases)
    it(id, () => {
      for (const { bars } of GOLDEN_MARKETS) {
        const unit = scale === 'price' ? (bars[0]?.close ?? 1) : 1
        expectSame(late(computed(bars, id, parameters, output)), late(wanted(bars)), 1e-3 * unit)
      }
    })
})
