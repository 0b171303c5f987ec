import type { CheckedColumns, ReusedBar } from './bar-columns.ts'
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
  const { openTime, open, high, low, close, volume } = history
  const bar: ReusedBar = { openTime: 0, open: 0, high: 0, low: 0, close: 0, volume: 0 }
  const columns = (readers ?? [undefined]).map(() => new Float64Array(close.length))
  const [only = new Float64Array(0)] = columns
  for (let index = 0; index < close.length; index += 1) {
    bar.close = close[index] ?? NOTHING
    if (!closeOnly) {
      bar.openTime = openTime[index] ?? NOTHING
      bar.open = open[index] ?? NOTHING
      bar.high = high[index] ?? NOTHING
      bar.low = low[index] ?? NOTHING
      bar.volume = volume[index] ?? NOTHING
    }
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
