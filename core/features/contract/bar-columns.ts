import { InputError } from '../../domain/index.ts'
import type { Bar } from './input.ts'

/** Closed candles as equally long columns; `openTime` in epoch ms. */
export interface BarColumns {
  readonly openTime: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}

const CHECKED: unique symbol = Symbol('checked')

/** Columns that were found to be equally long and finite; whoever changes a number in them breaks that promise. */
export interface CheckedColumns extends BarColumns {
  readonly [CHECKED]: true
}

const FIELDS = ['openTime', 'open', 'high', 'low', 'close', 'volume'] as const satisfies readonly (keyof Bar)[]

/**
 * Checks once what would otherwise be checked for every indicator.
 * Throws InputError for columns of unequal length and for a number that is not finite, naming its row.
 */
export function checkColumns(columns: BarColumns): CheckedColumns {
  if (CHECKED in columns) return columns as CheckedColumns
  const length = columns.openTime.length
  for (const field of FIELDS) {
    const column = columns[field]
    if (column.length !== length)
      throw new InputError({ field, value: `${String(column.length)} rows`, remedy: `give ${String(length)}, as openTime has` })
    // A finite number times zero is zero; NaN and the infinities give NaN, which stays.
    let trace = 0
    for (let row = 0; row < length; row += 1) trace += (column[row] ?? 0) * 0
    if (trace === 0) continue
    const row = column.findIndex((value) => !Number.isFinite(value))
    throw new InputError({ field, value: String(column[row]), remedy: `row ${String(row)} is not a finite number` })
  }
  return { ...columns, [CHECKED]: true }
}

/** A bar whose fields are overwritten for each row, so that a history costs one object. */
export type ReusedBar = { -readonly [Field in keyof Bar]: Bar[Field] }

export const reusedBar = (): ReusedBar => ({ openTime: 0, open: 0, high: 0, low: 0, close: 0, volume: 0 })

/** Overwrites `bar` with one row. */
export function readRow(columns: BarColumns, row: number, bar: ReusedBar): void {
  bar.openTime = columns.openTime[row] ?? Number.NaN
  bar.open = columns.open[row] ?? Number.NaN
  bar.high = columns.high[row] ?? Number.NaN
  bar.low = columns.low[row] ?? Number.NaN
  bar.close = columns.close[row] ?? Number.NaN
  bar.volume = columns.volume[row] ?? Number.NaN
}
