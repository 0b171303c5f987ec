import { type CheckedColumns, readRow, reusedBar } from './bar-columns.ts'
import type { Bar } from './input.ts'

interface Driven<Value> {
  readonly step: { next(bar: Bar): Value | undefined }
  /** Undefined where the value is the number itself. */
  readonly readers: readonly ((value: Value) => number | undefined)[] | undefined
  /** Nothing but the close is read. */
  readonly closeOnly: boolean
}

const NOTHING = Number.NaN

/** Runs a step over a history with one bar object; a column for each reader, NaN where the step has no value. */
export function driveColumns<Value>({ step, readers, closeOnly }: Driven<Value>, history: CheckedColumns): Float64Array[] {
  const { close } = history
  const bar = reusedBar()
  const columns = (readers ?? [undefined]).map(() => new Float64Array(close.length))
  const [only = new Float64Array(0)] = columns
  for (let index = 0; index < close.length; index += 1) {
    if (closeOnly) bar.close = close[index] ?? NOTHING
    else readRow(history, index, bar)
    const value = step.next(bar)
    if (readers === undefined) only[index] = typeof value === 'number' ? value : NOTHING
    else
      for (let output = 0; output < readers.length; output += 1) {
        const column = columns[output]
        const reader = readers[output]
        if (column !== undefined && reader !== undefined)
          column[index] = value === undefined ? NOTHING : (reader(value) ?? NOTHING)
      }
  }
  return columns
}
