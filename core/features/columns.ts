import { type BarColumns, checkColumns } from './contract/bar-columns.ts'
import type { Indicator } from './contract/indicator.ts'

/**
 * A whole history at once: one column for each wanted output (all by default), NaN where the indicator has no value.
 * It drives the same step that runs live, so the two forms cannot differ. Columns that went through
 * {@link checkColumns} are not checked again.
 * Throws InputError for columns of unequal length or with NaN, for wrong parameters and for an unknown output.
 */
export function computeColumns(
  indicator: Indicator<'bar'> | Indicator<'close'>,
  columns: BarColumns,
  parameters: Readonly<Record<string, unknown>> = {},
  outputs: readonly string[] = indicator.descriptor.outputs,
): ReadonlyMap<string, Float64Array> {
  const found = indicator.columns(parameters, checkColumns(columns), outputs)
  return new Map(outputs.map((name, index) => [name, found[index] ?? new Float64Array(0)]))
}
