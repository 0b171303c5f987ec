import type { ShadowRequest, ShadowRow, ShadowView } from '../../core/contract/index.ts'
import { HOUR, SHADOW_OUTCOMES, type ShadowGroup, type ShadowStatistic } from '../../core/domain/index.ts'
import type { FakeMarket } from './fake-market.ts'
import { seeded } from './random.ts'

const KEPT = 36

function orders(now: number, markets: readonly FakeMarket[]): readonly ShadowRow[] {
  const random = seeded(23)
  return Array.from({ length: KEPT }, (_, index): ShadowRow => {
    const market = markets[index % 3]
    const price = market?.price ?? 100
    const type = random() < 0.6 ? 'market' : random() < 0.6 ? 'limit' : 'stop-limit'
    const roll = random()
    const outcome =
      index === 0
        ? 'working'
        : type === 'stop-limit'
          ? 'not-followed'
          : roll < 0.74
            ? 'both'
            : roll < 0.84
              ? 'paper-only'
              : roll < 0.9
                ? 'live-only'
                : 'neither'
    const bps = (random() - 0.35) * 6
    const [slow, quick] = [38 + random() * 90, 40 + random() * 12]
    const decimals = market?.decimals ?? 2
    const has = (side: 'live' | 'paper'): boolean => outcome === 'both' || outcome === `${side}-only`
    const side = (name: 'live' | 'paper', ms: number, at: number): ShadowRow['live'] => ({
      state: outcome === 'working' ? 'accepted' : has(name) ? 'filled' : 'cancelled',
      filled: has(name) ? '0.02' : '0',
      fillRatio: has(name) ? 1 : 0,
      acceptMs: ms,
      ...(has(name) ? { averagePrice: at.toFixed(decimals), firstFillMs: ms + 4, lastFillMs: ms + 9 } : {}),
    })
    const compared = outcome === 'both' ? { bps, firstFillMs: slow - quick, lastFillMs: slow - quick } : {}
    const ended = outcome === 'working' ? {} : { fillRatio: Number(has('live')) - Number(has('paper')) }
    return {
      orderId: `ord-${String(700 - index)}` as ShadowRow['orderId'],
      clientOrderId: `c-${String(700 - index)}` as ShadowRow['clientOrderId'],
      instrument: market?.instrument.id ?? ('' as ShadowRow['instrument']),
      side: index % 3 === 1 ? 'sell' : 'buy',
      type,
      quantity: '0.02',
      submittedAt: now - index * 0.21 * HOUR,
      outcome,
      live: side('live', slow, price * (1 + bps / 10_000)),
      ...(outcome === 'not-followed'
        ? { notFollowed: 'the paper venue takes no stop-limit orders', divergence: {} }
        : { paper: side('paper', quick, price), divergence: { acceptMs: slow - quick, ...compared, ...ended } }),
    }
  })
}

function statistic(values: readonly number[]): ShadowStatistic | undefined {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  if (sorted.length === 0) return undefined
  const interval = { low: mean - 0.9, high: mean + 0.9 }
  return { count: sorted.length, mean, median: at(0.5), p5: at(0.05), p95: at(0.95), interval }
}

/** A session of live orders beside paper. */
export function fakeShadow({ outcome, limit = 200 }: ShadowRequest, now: number, markets: readonly FakeMarket[]): ShadowView {
  const all = orders(now, markets)
  const rows = all.filter((row) => outcome === undefined || row.outcome === outcome)
  const outcomes = Object.fromEntries(SHADOW_OUTCOMES.map((name) => [name, rows.filter((row) => row.outcome === name).length]))
  const measures = Object.fromEntries(
    (['bps', 'acceptMs', 'firstFillMs', 'lastFillMs', 'fillRatio'] as const).flatMap((name) => {
      const found = statistic(rows.flatMap(({ divergence }) => divergence[name] ?? []))
      return found === undefined ? [] : [[name, found] as const]
    }),
  )
  const total: ShadowGroup = {
    by: 'all',
    key: 'all',
    orders: rows.length,
    outcomes: outcomes as ShadowGroup['outcomes'],
    measures,
  }
  return {
    rows: rows.slice(0, limit),
    summary: {
      since: now - 9 * HOUR,
      dropped: 0,
      keep: 2_000,
      limits: { maxBps: 5, maxMs: 250, leastOrders: 20 },
      all: total,
      groups: [],
      alarms: [],
      calibration: { latencyMs: 71, slippageBps: 0.84, orders: { latencyMs: 34, slippageBps: 21 } },
      text: [],
    },
  }
}
