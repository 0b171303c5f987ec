export interface Bin {
  readonly from: number
  readonly to: number
  readonly count: number
}

/** Steps that a person can read, as fractions. */
const STEPS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Even bins with an edge at zero, so that no bin holds both profit and loss; at most about `most` of them. */
export function histogramOf(values: readonly number[], most = 24): readonly Bin[] {
  if (values.length === 0) return []
  const low = Math.min(0, ...values)
  const high = Math.max(0, ...values)
  const step = STEPS.find((each) => (high - low) / each <= most) ?? (high - low) / most
  const first = Math.floor(low / step)
  const last = Math.max(first + 1, Math.floor(high / step) + 1)
  const counts = new Array<number>(last - first).fill(0)
  for (const value of values) {
    const place = Math.floor(value / step) - first
    counts[place] = (counts[place] ?? 0) + 1
  }
  return counts.map((count, index) => ({ from: (first + index) * step, to: (first + index + 1) * step, count }))
}
