import { InputError } from '../../domain/index.ts'
import { checkSeries, type Series } from './series.ts'

/** Throws InputError unless there is a series, all are equally long, of at least `least` values, and every value is finite. */
export function checkSameLength(field: string, rows: readonly Series[], least: number): void {
  const length = rows[0]?.length
  if (length === undefined) throw new InputError({ field, value: 'none', remedy: 'give at least one' })
  rows.forEach((row, index) => {
    const name = `${field}[${String(index)}]`
    checkSeries(name, row, least)
    if (row.length !== length)
      throw new InputError({
        field: name,
        value: `${String(row.length)} values`,
        remedy: `give ${String(length)} as the first has`,
      })
  })
}
