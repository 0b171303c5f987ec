import { InputError } from '../../domain/index.ts'

/** Numbers in order of time, such as the simple returns of each day. */
export type Series = ArrayLike<number>

/** Throws InputError for fewer than `least` values and for one that is not a finite number. */
export function checkSeries(field: string, series: Series, least: number): void {
  if (series.length < least)
    throw new InputError({ field, value: `${String(series.length)} values`, remedy: `give at least ${String(least)}` })
  for (let index = 0; index < series.length; index += 1)
    if (!Number.isFinite(series[index]))
      throw new InputError({ field: `${field}[${String(index)}]`, value: String(series[index]), remedy: 'give a finite number' })
}

/** Throws InputError unless it is a whole number in the range, both ends allowed. */
export function checkWhole(field: string, value: number, min: number, max = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${String(min)}` : `from ${String(min)} to ${String(max)}`
  throw new InputError({ field, value: String(value), remedy: `give a whole number ${range}` })
}

export function meanOf(series: Series): number {
  let sum = 0
  for (let index = 0; index < series.length; index += 1) sum += series[index] ?? 0
  return sum / series.length
}

/** Mean of (value - mean) ^ power. */
export function centralMoment(series: Series, power: number, mean: number): number {
  let sum = 0
  for (let index = 0; index < series.length; index += 1) sum += ((series[index] ?? 0) - mean) ** power
  return sum / series.length
}

/** With one value less than there are as the divisor; needs two values. */
export const sampleDeviation = (series: Series): number =>
  Math.sqrt((centralMoment(series, 2, meanOf(series)) * series.length) / (series.length - 1))

/** Whether all values are the same: a deviation that rounding leaves of them is none. */
export function isConstant(series: Series): boolean {
  for (let index = 1; index < series.length; index += 1) if (series[index] !== series[0]) return false
  return true
}
