import type { BarColumns } from '../../features/index.ts'
import { above, BarBits, fallingEdges, risingEdges } from './bits.ts'
import { type Costs, type Ledger, type Market, type Protection, simulate } from './simulate.ts'

/** Weight 2 / (period + 1), seeded with the first close: the seeding that crossover studies use. */
export function emaFromFirst(close: Float64Array, period: number): Float64Array {
  const out = new Float64Array(close.length)
  const weight = 2 / (period + 1)
  let average = close[0] ?? Number.NaN
  for (let index = 0; index < close.length; index += 1) {
    average += ((close[index] as number) - average) * weight
    out[index] = average
  }
  return out
}

/** Long while the fast average is above the slow one; looks at changes from bar `slow` on. */
export function emaCross(
  market: Market,
  averages: (period: number) => Float64Array,
  pair: { readonly fast: number; readonly slow: number },
  terms: { readonly cash: number; readonly costs: Costs; readonly protection: Protection },
): Ledger {
  const rising = new BarBits(market.bars.close.length)
  above(averages(pair.fast), averages(pair.slow), rising, Math.max(0, pair.slow - 1))
  const enter = risingEdges(rising, pair.slow - 1)
  const leave = fallingEdges(rising, pair.slow - 1)
  return simulate(market, { enter, leave }, terms)
}

/** Columns computed once for all that ask. */
export function sharedAverages({ close }: BarColumns): (period: number) => Float64Array {
  const known = new Map<number, Float64Array>()
  return (period) => {
    const column = known.get(period) ?? emaFromFirst(close, period)
    known.set(period, column)
    return column
  }
}
