import type { FreshnessTier } from '../../domain/index.ts'
import {
  type CacheReads,
  HitRates,
  judgedMetric,
  type Metric,
  metric,
  percentile,
  type ThresholdName,
  ThresholdWatch,
} from '../../telemetry/index.ts'

export interface DataState {
  /** Age of the newest message of every channel heard so far, ms. */
  readonly ages: readonly number[]
  /** Events waiting for the services behind the feed, and those lost because they waited too long. */
  readonly waiting: number
  readonly dropped: number
  readonly cache: ReadonlyMap<FreshnessTier, CacheReads>
}

/** The feed watching its own data: how fresh, how far behind, how often answered from memory. */
export class DataMonitor {
  readonly #watch = new ThresholdWatch()
  readonly #rates = new HitRates()
  readonly #alert: (severity: 'info' | 'warning', message: string) => void

  constructor(alert: (severity: 'info' | 'warning', message: string) => void) {
    this.#alert = alert
  }

  /** Raises and takes back alerts, and gives the numbers to publish; what cannot be said is left out. */
  observe({ ages, waiting, dropped, cache }: DataState, at: number): readonly Metric[] {
    this.#rates.observe(cache, at)
    const rate = this.#rates.rate('market')
    const freshness = ages.length === 0 ? undefined : percentile(ages, 0.5)
    this.#judge('queue', waiting, at)
    if (freshness !== undefined) this.#judge('freshness', freshness, at)
    if (rate !== undefined) this.#judge('cache', rate, at)
    return [
      judgedMetric('queue', 'feed.queue', waiting, at),
      metric('feed.dropped', dropped, 'count', at),
      ...(freshness === undefined ? [] : [judgedMetric('freshness', 'feed.freshness', freshness, at)]),
      ...(rate === undefined ? [] : [judgedMetric('cache', 'feed.cache.market', rate, at)]),
    ]
  }

  #judge(name: ThresholdName, value: number, at: number): void {
    const change = this.#watch.observe(name, value, at)
    if (change !== undefined) this.#alert(change.raised ? 'warning' : 'info', change.message)
  }
}
