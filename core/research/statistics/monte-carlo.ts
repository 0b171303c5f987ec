import { InputError } from '../../domain/index.ts'
import type { Random } from '../../ports/index.ts'
import { Fan, type FanPoint } from './fan.ts'
import { type Spread, spreadOf } from './quantiles.ts'
import { checkSeries, checkWhole, type Series } from './series.ts'

/** shuffle: the same trades in another order. bootstrap: as many, drawn with replacement. */
export const RESAMPLINGS = ['shuffle', 'bootstrap'] as const
export type Resampling = (typeof RESAMPLINGS)[number]

export interface MonteCarloTerms {
  readonly random: Random
  readonly runs: number
  readonly resampling: Resampling
  /** Starting equity. */
  readonly equity: number
  /** Equity at or below this share of the start is ruin, at whatever trade it is reached. */
  readonly ruin: number
}

/** Equity at the ends of trades, and the deepest fall from a peak of it as a fraction of the peak. */
export interface PathEnd {
  readonly finalEquity: number
  readonly maxDrawdown: number
}

export interface MonteCarlo {
  readonly resampling: Resampling
  readonly runs: number
  readonly trades: number
  /** In the order in which they happened. */
  readonly observed: PathEnd
  readonly finalEquity: Spread
  readonly maxDrawdown: Spread
  /** Share of the runs that end below the start. */
  readonly lossProbability: number
  readonly ruinProbability: number
  /** From the start to the last trade. */
  readonly fan: readonly FanPoint[]
}

interface Path extends PathEnd {
  readonly lowest: number
}

/**
 * What other orders or other luck would have made of the same trades. `returns`: profit of each trade over the equity before it;
 * they compound. Throws InputError without a trade and for numbers out of range.
 */
export function monteCarlo(returns: Series, { random, runs, resampling, equity, ruin }: MonteCarloTerms): MonteCarlo {
  checkSeries('trades', returns, 1)
  checkWhole('runs', runs, 1, 1_000_000)
  if (!(equity > 0 && Number.isFinite(equity)))
    throw new InputError({ field: 'equity', value: String(equity), remedy: 'give a number above 0' })
  if (!(ruin >= 0 && ruin < 1))
    throw new InputError({ field: 'ruin', value: String(ruin), remedy: 'give a share of the start from 0 to below 1' })
  const { lowest: _lowest, ...observed } = pathOf(returns, equity)
  const drawn = Float64Array.from(returns)
  const ends = new Float64Array(runs)
  const falls = new Float64Array(runs)
  const fan = new Fan(returns.length, runs)
  let [losses, ruins] = [0, 0]
  for (let run = 0; run < runs; run += 1) {
    if (resampling === 'shuffle') shuffle(drawn, random)
    else
      for (let index = 0; index < drawn.length; index += 1)
        drawn[index] = returns[Math.floor(random.next() * returns.length)] ?? 0
    const path = pathOf(drawn, equity, (trade, level) => {
      fan.take(run, trade, level)
    })
    ends[run] = path.finalEquity
    falls[run] = path.maxDrawdown
    if (path.finalEquity < equity) losses += 1
    if (path.lowest <= ruin * equity) ruins += 1
  }
  return {
    resampling,
    runs,
    trades: returns.length,
    observed,
    finalEquity: spreadOf(ends),
    maxDrawdown: spreadOf(falls),
    lossProbability: losses / runs,
    ruinProbability: ruins / runs,
    fan: fan.points(equity),
  }
}

function pathOf(returns: Series, start: number, seen?: (trade: number, equity: number) => void): Path {
  let [equity, peak, lowest, maxDrawdown] = [start, start, start, 0]
  for (let index = 0; index < returns.length; index += 1) {
    // Who has lost everything trades no more.
    equity = Math.max(0, equity * (1 + (returns[index] ?? 0)))
    peak = Math.max(peak, equity)
    lowest = Math.min(lowest, equity)
    maxDrawdown = Math.max(maxDrawdown, 1 - equity / peak)
    seen?.(index, equity)
  }
  return { finalEquity: equity, maxDrawdown, lowest }
}

/** R. Durstenfeld, Algorithm 235: Random Permutation, Communications of the ACM, 1964. */
function shuffle(values: Float64Array, random: Random): void {
  for (let last = values.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random.next() * (last + 1))
    const kept = values[last] ?? 0
    values[last] = values[other] ?? 0
    values[other] = kept
  }
}
