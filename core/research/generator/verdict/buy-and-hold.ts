import { dailyReturns, sharpeRatio } from '../../../performance/index.ts'
import type { BarColumns } from '../../../features/index.ts'
import type { BarRange, Costs } from '../../columns/simulate.ts'

export interface BuyAndHold {
  readonly totalReturn: number
  readonly sharpe: number | null
  readonly maxDrawdown: number
}

type Prices = Pick<BarColumns, 'openTime' | 'open' | 'close'>

/** All cash in at the first open, out at the last close, with the costs of both. */
export function buyAndHold({ openTime, open, close }: Prices, { from, to }: BarRange, { fee, slippage }: Costs): BuyAndHold {
  const paid = (open[from] ?? Number.NaN) * (1 + slippage) * (1 + fee)
  const equity = Float64Array.from(close.subarray(from, to), (price) => price / paid)
  const last = equity.length - 1
  equity[last] = (equity[last] ?? Number.NaN) * (1 - slippage) * (1 - fee)
  // A point belongs to the day in which its bar opened.
  const times = Float64Array.from(openTime.subarray(from, to), (time) => time + 1)
  let [peak, maxDrawdown] = [1, 0]
  for (const value of equity) {
    peak = Math.max(peak, value)
    maxDrawdown = Math.max(maxDrawdown, 1 - value / peak)
  }
  return { totalReturn: (equity[last] ?? Number.NaN) - 1, sharpe: sharpeRatio(dailyReturns({ times, equity }, 1)), maxDrawdown }
}
