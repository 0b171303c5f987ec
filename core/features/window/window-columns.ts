import { spreadOf } from './rolling.ts'

/*
 * What RollingWindow says at each row of a column, NaN before the first full window. Each window is summed from its
 * oldest number to its newest, as there; four windows at a time, because the additions of one wait for each other.
 */

const at = (column: Float64Array, index: number): number => column[index] as number

/** The mean of each window of `size` numbers. */
export function windowMeans(values: Float64Array, size: number): Float64Array {
  const { length } = values
  const means = new Float64Array(length).fill(Number.NaN)
  let start = 0
  for (; start + size + 3 <= length; start += 4) {
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    for (let index = start; index < start + size; index += 1) {
      a += at(values, index)
      b += at(values, index + 1)
      c += at(values, index + 2)
      d += at(values, index + 3)
    }
    const row = start + size - 1
    means[row] = a / size
    means[row + 1] = b / size
    means[row + 2] = c / size
    means[row + 3] = d / size
  }
  for (; start + size <= length; start += 1) {
    let total = 0
    for (let index = start; index < start + size; index += 1) total += at(values, index)
    means[start + size - 1] = total / size
  }
  return means
}

/** The population deviation of each window of `size` numbers around the mean of its row. */
export function windowDeviations(values: Float64Array, size: number, means: Float64Array): Float64Array {
  const { length } = values
  const deviations = new Float64Array(length).fill(Number.NaN)
  let start = 0
  for (; start + size + 3 <= length; start += 4) {
    const row = start + size - 1
    const meanA = at(means, row)
    const meanB = at(means, row + 1)
    const meanC = at(means, row + 2)
    const meanD = at(means, row + 3)
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    for (let index = start; index < start + size; index += 1) {
      const fromA = at(values, index) - meanA
      const fromB = at(values, index + 1) - meanB
      const fromC = at(values, index + 2) - meanC
      const fromD = at(values, index + 3) - meanD
      a += fromA * fromA
      b += fromB * fromB
      c += fromC * fromC
      d += fromD * fromD
    }
    deviations[row] = spreadOf(a, size, meanA)
    deviations[row + 1] = spreadOf(b, size, meanB)
    deviations[row + 2] = spreadOf(c, size, meanC)
    deviations[row + 3] = spreadOf(d, size, meanD)
  }
  for (; start + size <= length; start += 1) {
    const row = start + size - 1
    const mean = at(means, row)
    let squares = 0
    for (let index = start; index < start + size; index += 1) squares += (at(values, index) - mean) * (at(values, index) - mean)
    deviations[row] = spreadOf(squares, size, mean)
  }
  return deviations
}
