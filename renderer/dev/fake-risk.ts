import type { ExposureRow, FeedHub, RiskLimitRow, RiskRow } from '../../core/contract/index.ts'

const LIMITS: readonly RiskLimitRow[] = [
  { code: 'trading-active', measured: 'active', limit: 'active', passed: true, used: null },
  { code: 'armed', measured: 'armed', limit: 'armed', passed: true, used: null },
  { code: 'reconciled', measured: '0 open differences', limit: 'none', passed: true, used: null },
  { code: 'journal-writable', measured: 'writable', limit: 'writable', passed: true, used: null },
  { code: 'market-data-writable', measured: 'writable', limit: 'writable', passed: true, used: null },
  { code: 'clock', measured: "ours is 3 ms ahead of demo's (± 8 ms)", limit: '1000 ms', passed: true, used: 0.003 },
  { code: 'exposure', measured: '24.61 % of equity', limit: '80 % of equity', passed: true, used: 0.3076 },
  { code: 'max-drawdown', measured: '1.86 %', limit: '15 %', passed: true, used: 0.124 },
  { code: 'max-daily-loss', measured: '3.71 %', limit: '5 %', passed: true, used: 0.742 },
  { code: 'consecutive-losses', measured: '2', limit: '6', passed: true, used: 0.333 },
  { code: 'reject-storm', measured: '0 in 60000 ms', limit: '5', passed: true, used: 0 },
  { code: 'unknown-outcomes', measured: '0 in 300000 ms', limit: '3', passed: true, used: 0 },
  { code: 'unresolved-order', measured: 'none', limit: '60000 ms', passed: true, used: 0 },
  { code: 'order-rate', measured: '2 in the last minute', limit: '30 a minute', passed: true, used: 0.067 },
  { code: 'open-orders', measured: '2 open', limit: '50', passed: true, used: 0.04 },
]
const BREAKERS = ['max-drawdown', 'max-daily-loss', 'consecutive-losses', 'reject-storm', 'unknown-outcomes', 'unresolved-order']
const HELD = ['demo:BTC/USDT', 'demo:ETH/USDT', 'demo:SOL/USDT']
const EQUITY = 10_214.37

const meter = (key: string, exposure: number, rate: number): ExposureRow => ({
  key,
  exposure: exposure.toFixed(4),
  allowed: (EQUITY * rate).toFixed(4),
  share: exposure / EQUITY,
  used: exposure / (EQUITY * rate),
  passed: exposure <= EQUITY * rate,
})

/** Three markets held, one waiting; with a halt, one limit broken as well. */
export function fakeRisk(hub: FeedHub, now: number, halted: string): RiskRow {
  const state = hub.rows('trading.state')[0]
  const trouble = halted !== ''
  const limits = LIMITS.map((each) => {
    if (!trouble) return each
    if (each.code === 'trading-active') return { ...each, measured: halted, passed: false }
    return each.code === 'max-daily-loss' ? { ...each, measured: '5.02 %', passed: false, used: 1.004 } : each
  })
  const waiting = hub.rows('trading.signals').find(({ state: is }) => is === 'PENDING')?.instrument
  const related = [
    ...HELD.map((instrument) => ({ instrument, held: true })),
    ...(waiting === undefined || HELD.includes(waiting)
      ? [{ instrument: 'demo:LINK/USDT', held: false }]
      : [{ instrument: waiting, held: false }]),
  ]
  const known = [0.87, 0.71, null, 0.64, 0.42, -0.08]
  const relations = related.flatMap(({ instrument: one }, index) =>
    related.slice(index + 1).map(({ instrument: other }) => ({ one, other })),
  )
  return {
    at: now,
    environment: state?.environment ?? 'paper',
    currency: 'USDT',
    equity: EQUITY.toFixed(4),
    halt: trouble ? { code: 'kill', reason: halted, by: 'user' } : null,
    limits,
    breakers: BREAKERS.flatMap((code) => {
      const found = limits.find((each) => each.code === code)
      return found === undefined ? [] : [{ ...found, state: found.passed ? ('ready' as const) : ('blocked' as const) }]
    }),
    total: meter('total', 2_513.8, 0.8),
    assets: [meter('BTC', 1_204.1, 0.4), meter('ETH', 840.2, 0.4), meter('SOL', 469.5, 0.4)],
    venues: [meter('demo', 2_513.8, 0.8)],
    markets: HELD.map((key, index) => meter(key, [1_204.1, 840.2, 469.5][index] ?? 0, 0.2)),
    correlated: HELD.map((key, index) => meter(key, [2_281.2, 2_108.6, 1_930.4][index] ?? 0, 0.6)),
    related,
    relations: relations.map((pair, index) => ({
      ...pair,
      correlation: known[index] ?? null,
      samples: known[index] === null ? 12 : 180,
    })),
  }
}
