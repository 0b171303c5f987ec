import type { PerformanceFigures, PerformanceQuery, PerformanceRow, PerformanceSlice } from '../../core/contract/index.ts'
import { DAY, HOUR } from '../../core/domain/index.ts'
import type { FakeMarket } from './fake-market.ts'
import { seeded } from './random.ts'

const DAYS = 74
/** So that the record ends about where the account of the page begins. */
const START = 8_945
const STRATEGIES = ['ema-cross', 'rsi-reversion', 'donchian-breakout', 'manual'] as const

interface FakeDay {
  readonly at: number
  readonly net: number
  readonly fees: number
  readonly trades: number
}

/** Some seventy days up to today, the same whenever asked. */
function daysUntil(now: number): readonly FakeDay[] {
  const random = seeded(11)
  const today = Math.floor(now / DAY) * DAY
  return Array.from({ length: DAYS }, (_, index) => {
    const quiet = random() < 0.12
    const size = (random() ** 2 * 96 + 4) * (random() < 0.57 ? 1 : -0.82)
    return {
      at: today - (DAYS - 1 - index) * DAY,
      net: quiet ? 0 : Math.round(size * 100) / 100,
      fees: quiet ? 0 : Math.round(random() * 900) / 100,
      trades: quiet ? 0 : 1 + Math.floor(random() * 9),
    }
  })
}

function figures(days: readonly FakeDay[], share: number): PerformanceFigures {
  const sum = (pick: (day: FakeDay) => number): number => days.reduce((total, day) => total + pick(day), 0) * share
  const [net, fees, trades] = [
    sum(({ net: one }) => one),
    Math.abs(sum((day) => day.fees)),
    Math.round(Math.abs(sum((day) => day.trades))),
  ]
  const enough = days.length > 1
  return {
    fills: trades * 2,
    trades,
    realisedPnl: (net + fees).toFixed(6),
    fees: fees.toFixed(6),
    netPnl: net.toFixed(6),
    totalReturn: net / START,
    annualReturn: enough ? (net / START) * (365 / days.length) : null,
    sharpe: enough ? 1.42 + share : null,
    sortino: enough ? 2.08 + share : null,
    calmar: enough ? 3.31 + share : null,
    maxDrawdown: 0.0183 + share / 50,
    exposure: Math.abs(0.31 * share),
    winRate: trades === 0 ? null : 0.5 + share / 10,
    profitFactor: trades === 0 ? null : 1.1 + share / 2,
    expectancy: trades === 0 ? null : (net / trades) * (0.4 + Math.abs(share)),
    averageWin: trades === 0 ? null : 21.4,
    averageLoss: trades === 0 ? null : -14.2,
  }
}

export function fakePerformance(
  { from = 0, to = Infinity, points = 1_000 }: PerformanceQuery,
  now: number,
  { environment, markets }: { readonly environment: 'paper' | 'live'; readonly markets: readonly FakeMarket[] },
): PerformanceRow {
  const all = daysUntil(now)
  const openedAt = all[0]?.at ?? now
  const [begin, end] = [Math.max(from, openedAt), Math.min(to, now)]
  const days = all.filter(({ at }) => at + DAY > begin && at <= end)
  const curve: PerformanceRow['curve'][number][] = []
  let [equity, peak] = [all.filter(({ at }) => at + DAY <= begin).reduce((sum, { net }) => sum + net, START), 0]
  const startEquity = equity
  const step = Math.max(1, Math.ceil((days.length * 24) / points))
  const random = seeded(Math.floor(begin / DAY) % 1_000)
  for (const day of days) {
    for (let hour = 0; hour < 24; hour += step) {
      const at = day.at + hour * HOUR
      equity += (day.net / 24) * step + (random() - 0.5) * 6
      if (at < begin || at > end) continue
      peak = Math.max(peak, equity)
      curve.push({ at, equity: equity.toFixed(6), drawdown: Math.max(0, 1 - equity / peak) })
    }
  }
  const part = (keys: readonly string[]): readonly PerformanceSlice[] =>
    keys.map((key, index) => ({ key, ...figures(days, [0.55, 0.34, -0.14, 0.25][index] ?? 0) }))
  const account = figures(days, 1)
  return {
    environment,
    currency: 'USDT',
    openedAt,
    from: begin,
    to: end,
    sequence: 4_211,
    read: 1,
    startEquity: startEquity.toFixed(6),
    equity: equity.toFixed(6),
    equityChange: (equity - startEquity).toFixed(6),
    account,
    missing: account.sharpe === null ? { sharpe: 'needs two days', sortino: 'needs two days', calmar: 'needs a whole day' } : {},
    byStrategy: part(STRATEGIES),
    bySymbol: part(markets.slice(0, 4).map(({ instrument }) => instrument.id)),
    byDay: days
      .filter(({ trades }) => trades > 0)
      .map((day) => ({ key: new Date(day.at).toISOString().slice(0, 10), ...figures([day], 1) })),
    curve,
  }
}
