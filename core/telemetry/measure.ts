/** The value below which `share` (0 to 1) of the samples lie; zero without samples. */
export function percentile(samples: readonly number[], share: number): number {
  if (samples.length === 0) return 0
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

export type MetricUnit = 'ms' | 'count' | 'per-second' | 'bytes' | 'ratio'

export interface Metric {
  readonly name: string
  readonly value: number
  readonly unit: MetricUnit
  /** Epoch ms. */
  readonly at: number
  /** What the value should stay within, and where somebody is told; absent for what nobody judges. */
  readonly threshold?: { readonly worse: 'above' | 'below'; readonly target: number; readonly alert: number }
}

export const metric = (name: string, value: number, unit: MetricUnit, at: number): Metric => ({ name, value, unit, at })
