import type { BarColumns } from '../../features/index.ts'
import { CASH, type Exits, FEE, type Pair } from './bars.ts'

const at = (column: Float64Array, index: number): number => column[index] as number

/** The baseline: one plain loop over typed arrays for one pair, equity only, no ledger. */
export function bareLoop({ open, high, low, close }: BarColumns, { fast, slow }: Pair, exits: Exits): number {
  const length = close.length
  const fastWeight = 2 / (fast + 1)
  const slowWeight = 2 / (slow + 1)
  const stopAt = exits.stop ?? Infinity
  const targetAt = exits.target ?? Infinity
  let fastAverage = at(close, 0)
  let slowAverage = fastAverage
  let cash = CASH
  let quantity = 0
  let stop = -Infinity
  let target = Infinity
  let was = false
  let signal = 0
  for (let index = 0; index < length; index += 1) {
    const price = at(open, index)
    if (signal === 1 && quantity === 0) {
      quantity = cash / (price * (1 + FEE))
      cash = 0
      stop = price * (1 - stopAt)
      target = price * (1 + targetAt)
    } else if (signal === -1 && quantity > 0) {
      cash = quantity * price * (1 - FEE)
      quantity = 0
    }
    signal = 0
    if (quantity > 0) {
      if (at(low, index) <= stop) {
        cash = quantity * Math.min(price, stop) * (1 - FEE)
        quantity = 0
      } else if (at(high, index) >= target) {
        cash = quantity * Math.max(price, target) * (1 - FEE)
        quantity = 0
      }
    }
    fastAverage += (at(close, index) - fastAverage) * fastWeight
    slowAverage += (at(close, index) - slowAverage) * slowWeight
    const is = fastAverage > slowAverage
    if (index >= slow && is !== was) signal = is ? 1 : -1
    was = is
  }
  return cash + quantity * at(close, length - 1)
}
