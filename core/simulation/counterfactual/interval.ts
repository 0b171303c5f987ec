/** Standard normal quantile at 0.975. */
const Z = 1.959963984540054

/**
 * Student's t at 0.975 from the normal quantile: Abramowitz and Stegun, Handbook of Mathematical
 * Functions (1964), 26.7.5, four terms; within 0.001 from five degrees of freedom on.
 */
export function studentT975(degrees: number): number {
  const z2 = Z * Z
  const terms = [
    (Z * (z2 + 1)) / 4,
    (Z * (5 * z2 ** 2 + 16 * z2 + 3)) / 96,
    (Z * (3 * z2 ** 3 + 19 * z2 ** 2 + 17 * z2 - 15)) / 384,
    (Z * (79 * z2 ** 4 + 776 * z2 ** 3 + 1_482 * z2 ** 2 - 1_920 * z2 - 945)) / 92_160,
  ]
  return terms.reduce((sum, term, index) => sum + term / degrees ** (index + 1), Z)
}

export interface Interval {
  readonly low: number
  readonly high: number
}

/**
 * The 95 % interval of a sum of `values.length` amounts of which `values` are taken to be independent
 * draws: n times Student's interval of the mean. Undefined for fewer than two.
 */
export function intervalOfSum(values: readonly number[]): Interval | undefined {
  const { length } = values
  if (length < 2) return undefined
  const sum = values.reduce((total, value) => total + value, 0)
  const mean = sum / length
  const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / (length - 1)
  const reach = studentT975(length - 1) * Math.sqrt(variance * length)
  return { low: sum - reach, high: sum + reach }
}
