/** Of values in ascending order, linear between neighbours (R. Hyndman and Y. Fan, Sample Quantiles, 1996, type 7). NaN of none. */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  const position = (sorted.length - 1) * Math.min(1, Math.max(0, share))
  const below = Math.floor(position)
  const low = sorted[below] ?? Number.NaN
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN
  return low + (high - low) * (position - below)
}

/** How a drawn number is spread. */
export interface Spread {
  readonly mean: number
  readonly p5: number
  readonly p25: number
  readonly median: number
  readonly p75: number
  readonly p95: number
}

/** Of at least one value. */
export function spreadOf(values: ArrayLike<number>): Spread {
  const sorted = Float64Array.from(values).sort()
  const [p5 = 0, p25 = 0, median = 0, p75 = 0, p95 = 0] = [0.05, 0.25, 0.5, 0.75, 0.95].map((share) => quantileOf(sorted, share))
  return { mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length, p5, p25, median, p75, p95 }
}
