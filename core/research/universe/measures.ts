import { DAY } from '../../domain/index.ts'
import type { UniverseCandidate } from './candidate.ts'

export const MEASURES = ['liquidity', 'spread', 'depth', 'volatility', 'momentum', 'sentiment'] as const
export type Measure = (typeof MEASURES)[number]

/** Log returns of bars that follow each other without a hole, each at the time at which its bar opened. */
export interface Returns {
  readonly time: readonly number[]
  readonly value: readonly number[]
}

/** What is known of one market. Null is missing. */
export interface Measured {
  readonly instrument: string
  readonly values: Readonly<Record<Measure, number | null>>
  /** From the first close to the last, a fraction. */
  readonly change: number
  readonly returns: Returns
}

/** Common returns that a correlation needs. */
const LEAST_COMMON = 30

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

function deviation(values: readonly number[]): number {
  const middle = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1))
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  const [low = 0, high = 0] = [sorted[half - 1], sorted[half]]
  return sorted.length % 2 === 1 ? high : (low + high) / 2
}

function returnsOf({ openTime, close }: UniverseCandidate['bars'], barLength: number): Returns {
  const time: number[] = []
  const value: number[] = []
  for (let row = 1; row < openTime.length; row += 1) {
    const at = openTime[row] ?? 0
    if (at - (openTime[row - 1] ?? 0) !== barLength) continue
    time.push(at)
    value.push(Math.log((close[row] ?? 1) / (close[row - 1] ?? 1)))
  }
  return { time, value }
}

/**
 * liquidity: the median turnover of a bar, scaled to a day, in the quote currency; a median, so that one wild hour is no
 * liquidity. volatility: standard deviation of log returns, scaled to a day. momentum: the log return over all bars
 * in multiples of the volatility of so long a time, so that a calm rise counts more than a wild one; missing where
 * nothing moved. sentiment: the mean of the readings that there are.
 */
export function measure(candidate: UniverseCandidate, barLength: number): Measured {
  const { instrument, bars, spread, depth, sentiment = [] } = candidate
  const returns = returnsOf(bars, barLength)
  const perDay = DAY / barLength
  const turnovers = Array.from(bars.close, (close, row) => close * (bars.volume[row] ?? 0))
  const swing = returns.value.length < 2 ? null : deviation(returns.value)
  const rise = Math.log((bars.close.at(-1) ?? 1) / (bars.close[0] ?? 1))
  const readings = sentiment.filter((each) => each !== null)
  return {
    instrument,
    values: {
      liquidity: median(turnovers) * perDay,
      spread: spread ?? null,
      depth: depth ?? null,
      volatility: swing === null ? null : swing * Math.sqrt(perDay),
      momentum: swing === null || swing === 0 ? null : rise / (swing * Math.sqrt(bars.close.length - 1)),
      sentiment: readings.length === 0 ? null : mean(readings),
    },
    change: Math.expm1(rise),
    returns,
  }
}

/** Pearson's correlation over the bars that both have; null where they are too few or one of them stood still. */
export function correlation(a: Returns, b: Returns): number | null {
  const pairs: (readonly [number, number])[] = []
  for (let i = 0, j = 0; i < a.time.length && j < b.time.length; ) {
    const [one = 0, two = 0] = [a.time[i], b.time[j]]
    if (one === two) pairs.push([a.value[i] ?? 0, b.value[j] ?? 0])
    if (one <= two) i += 1
    if (two <= one) j += 1
  }
  if (pairs.length < LEAST_COMMON) return null
  const [left, right] = [mean(pairs.map(([x]) => x)), mean(pairs.map(([, y]) => y))]
  let [both, squaresLeft, squaresRight] = [0, 0, 0]
  for (const [x, y] of pairs) {
    both += (x - left) * (y - right)
    squaresLeft += (x - left) ** 2
    squaresRight += (y - right) ** 2
  }
  const scale = Math.sqrt(squaresLeft * squaresRight)
  return scale === 0 ? null : Math.max(-1, Math.min(both / scale, 1))
}
