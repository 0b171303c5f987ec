import { DAY, InputError, type Timeframe } from '../../domain/index.ts'
import { type BarColumns, type CheckedColumns, checkColumns } from '../../features/index.ts'
import { lifeOf } from '../../strategies/index.ts'
import { BarBits } from '../columns/bits.ts'
import { Extremes } from '../columns/extremes.ts'

/** Closed bars of one timeframe, and what every strategy on them needs to know. */
export interface RuleHistory {
  readonly bars: CheckedColumns
  readonly timeframe: Timeframe
  readonly extremes: Extremes
  /** Bars before which so many are missing that a strategy's view of before has run out, as it does in the engine. */
  readonly resets: BarBits
  readonly hasResets: boolean
  /** The last bar of each UTC day that has one; a bar belongs to the day it opens in. */
  readonly dayEnds: Int32Array
}

/** Throws InputError for columns of unequal length, with a number that is not finite, or not in order of time. */
export function ruleHistory(columns: BarColumns, timeframe: Timeframe): RuleHistory {
  const bars = checkColumns(columns)
  const { openTime } = bars
  const life = lifeOf({ on: 'bar' }, { timeframe })
  const resets = new BarBits(openTime.length)
  const dayEnds: number[] = []
  let before = -Infinity
  openTime.forEach((time, index) => {
    if (time <= before)
      throw new InputError({
        field: 'openTime',
        value: String(time),
        remedy: `row ${String(index)} is not later than the one before`,
      })
    if (index > 0 && time - before >= life) resets.set(index)
    if (index > 0 && Math.floor(time / DAY) !== Math.floor(before / DAY)) dayEnds.push(index - 1)
    before = time
  })
  if (openTime.length > 0) dayEnds.push(openTime.length - 1)
  return {
    bars,
    timeframe,
    extremes: new Extremes(bars.low, bars.high),
    resets,
    hasResets: resets.next(0) >= 0,
    dayEnds: Int32Array.from(dayEnds),
  }
}

/** The columns in memory that threads share; those that are shared already stay as they are. */
export function sharedColumns({ openTime, open, high, low, close, volume }: BarColumns): BarColumns {
  const shared = (column: Float64Array): Float64Array => {
    if (column.buffer instanceof SharedArrayBuffer) return column
    const copy = new Float64Array(new SharedArrayBuffer(column.byteLength))
    copy.set(column)
    return copy
  }
  return {
    openTime: shared(openTime),
    open: shared(open),
    high: shared(high),
    low: shared(low),
    close: shared(close),
    volume: shared(volume),
  }
}
