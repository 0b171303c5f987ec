import type { CacheRow, FeedHub, MetricRow } from '../../core/contract/index.ts'
import type { Clock } from '../engine-client/index.ts'

/** What feed and recorder measure of themselves. */
export function publishHealth(hub: FeedHub, clock: Clock, random: () => number): void {
  const at = clock.now()
  const publish = (topic: 'feed.metrics' | 'recorder.metrics', rows: readonly Omit<MetricRow, 'at'>[]): void => {
    for (const row of rows) hub.publish(topic, { ...row, at })
  }
  const limits = (worse: 'above' | 'below', target: number, alert: number): Pick<MetricRow, 'threshold'> => ({
    threshold: { worse, target, alert },
  })
  publish('feed.metrics', [
    { name: 'feed.freshness', value: 180 + random() * 90, unit: 'ms', ...limits('above', 60_000, 300_000) },
    { name: 'feed.queue', value: Math.floor(random() * 3), unit: 'count', ...limits('above', 100, 1_000) },
    { name: 'feed.dropped', value: 0, unit: 'count' },
    { name: 'feed.cache.market', value: 0.97, unit: 'ratio', ...limits('below', 0.8, 0.5) },
    { name: 'feed.budget.used.demo', value: 20 + Math.floor(random() * 40), unit: 'count' },
    { name: 'feed.budget.limit.demo', value: 6_000, unit: 'count' },
    { name: 'feed.budget.reserved.demo', value: 1_800, unit: 'count' },
    { name: 'feed.budget.waiting.demo', value: 0, unit: 'count' },
    { name: 'feed.budget.closed.demo', value: 0, unit: 'ms' },
    { name: 'feed.clock.uncertainty.demo', value: 1.5, unit: 'ms' },
  ])
  publish('recorder.metrics', [
    { name: 'recorder.bytes', value: 1.243e9, unit: 'bytes' },
    { name: 'recorder.growth.day', value: 4.1e8, unit: 'bytes' },
    { name: 'recorder.full.days', value: 21.4, unit: 'count' },
    { name: 'recorder.dropped', value: 0, unit: 'count' },
    { name: 'recorder.cache.market', value: 0.74, unit: 'ratio', ...limits('below', 0.8, 0.5) },
  ])
}

/** A venue in trouble, beside the demo's own: nothing checks its books, its clock is far off, its budget spent. */
export function publishTrouble(hub: FeedHub, clock: Clock): void {
  const at = clock.now()
  for (const [channel, silent, rejected] of [
    ['book', 300, 0],
    ['trades', 41_000, 12],
  ] as const) {
    hub.publish('market.channels', {
      exchange: 'plain',
      instrument: 'plain:XRP/EUR',
      channel,
      lastReceivedAt: at - silent,
      limit: 5_000,
      messages: 1_284,
      rejected,
      gaps: 3,
      resyncs: 2,
      latency: 212,
      sequenceCheck: false,
      clockOffset: -1_840,
      clockOffsetLimit: 1_000,
    })
  }
  for (const [name, value] of [
    ['used', 92],
    ['limit', 100],
    ['reserved', 30],
    ['waiting', 4],
    ['closed', 0],
  ] as const)
    hub.publish('feed.metrics', { name: `feed.budget.${name}.plain`, value, unit: 'count', at })
  hub.publish('feed.metrics', { name: 'feed.clock.uncertainty.plain', value: 64, unit: 'ms', at })
}

export const FAKE_CACHE: readonly CacheRow[] = [
  { tier: 'price', freshFor: 1_000, hits: 18_204, stale: 12, misses: 3, entries: 14 },
  { tier: 'book', freshFor: 5_000, hits: 2_418, stale: 0, misses: 1, entries: 14 },
]
