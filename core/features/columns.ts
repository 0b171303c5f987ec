import { InputError } from '../domain/index.ts'
import type { Indicator } from './contract/indicator.ts'

/** Closed candles as equally long columns; `openTime` in epoch ms. */
export interface BarColumns {
  readonly openTime: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}

const FIELDS = ['open', 'high', 'low', 'close', 'volume'] as const

/**
 * A whole history at once: one column for each output, NaN where the indicator has no value.
 * It drives the same step that runs live, so the two forms cannot differ.
 * Throws InputError for columns of unequal length or wrong parameters.
 */
export function computeColumns(
  indicator: Indicator<'bar'> | Indicator<'close'>,
  columns: BarColumns,
  parameters: Readonly<Record<string, unknown>> = {},
): ReadonlyMap<string, Float64Array> {
  const length = columns.openTime.length
  for (const field of FIELDS)
    if (columns[field].length !== length)
      throw new InputError({
        field,
        value: `${String(columns[field].length)} rows`,
        remedy: `give ${String(length)}, as openTime has`,
      })
  const run = indicator.create(parameters)
  const outputs = indicator.descriptor.outputs.map((name) => ({ name, column: new Float64Array(length).fill(Number.NaN) }))
  const at = (column: Float64Array, index: number): number => column[index] ?? Number.NaN
  for (let index = 0; index < length; index += 1) {
    run.next({
      openTime: at(columns.openTime, index),
      open: at(columns.open, index),
      high: at(columns.high, index),
      low: at(columns.low, index),
      close: at(columns.close, index),
      volume: at(columns.volume, index),
    })
    for (const { name, column } of outputs) column[index] = run.output(name) ?? Number.NaN
  }
  return new Map(outputs.map(({ name, column }) => [name, column]))
}
