import type { Bar } from '../features/index.ts'
import { seriesOf } from './golden-markets.ts'
import { apply, combine, loadTalib, type Series } from './talib.ts'

/** TA-Lib's functions over series, as building blocks of golden values. */
export const talib = await loadTalib()

export const sma = (x: Series, timePeriod: number): Series =>
  apply(timePeriod - 1, [x], ([inReal = []]) => talib.SMA({ inReal, timePeriod }).output)
export const ema = (x: Series, timePeriod: number): Series =>
  apply(timePeriod - 1, [x], ([inReal = []]) => talib.EMA({ inReal, timePeriod }).output)
export const wma = (x: Series, timePeriod: number): Series =>
  apply(timePeriod - 1, [x], ([inReal = []]) => talib.WMA({ inReal, timePeriod }).output)
export const roc = (x: Series, timePeriod: number): Series =>
  apply(timePeriod, [x], ([inReal = []]) => talib.ROC({ inReal, timePeriod }).output)
export const mom = (x: Series, timePeriod: number): Series =>
  apply(timePeriod, [x], ([inReal = []]) => talib.MOM({ inReal, timePeriod }).output)
export const max = (x: Series, timePeriod: number): Series =>
  apply(timePeriod - 1, [x], ([inReal = []]) => talib.MAX({ inReal, timePeriod }).output)
export const min = (x: Series, timePeriod: number): Series =>
  apply(timePeriod - 1, [x], ([inReal = []]) => talib.MIN({ inReal, timePeriod }).output)
export const sum = (x: Series, timePeriod: number): Series =>
  apply(timePeriod - 1, [x], ([inReal = []]) => talib.SUM({ inReal, timePeriod }).output)
export const minus = (a: Series, b: Series): Series => combine([a, b], (x, y) => x - y)
export const plus = (a: Series, b: Series): Series => combine([a, b], (x, y) => x + y)
export const times = (a: Series, factor: number): Series => combine([a], (x) => x * factor)
export const ratio = (a: Series, b: Series): Series => combine([a, b], (x, y) => x / y)
/** Series that share their first value, as outputs of one indicator do. */
export const since = (a: Series, b: Series): Series => combine([a, b], (x) => x)

export function market(bars: readonly Bar[]) {
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
export type Market = ReturnType<typeof market>
