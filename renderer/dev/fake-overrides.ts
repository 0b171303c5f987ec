import type { EffectSumRow, OverrideGroupRow, OverrideRow, OverridesQuery, OverridesRow } from '../../core/contract/index.ts'
import { DAY } from '../../core/domain/index.ts'
import type { FakeMarket } from './fake-market.ts'
import { seeded } from './random.ts'

const KEYS = {
  strategy: ['ema-cross', 'rsi-reversion', 'donchian-breakout'],
  hour: ['08:00', '13:00', '14:00', '20:00'],
  reason: ['rejected: too early', 'rejected: spread looked too wide', 'expired', 'edited', 'blocked: max-position'],
} as const
const FEWEST = 20

function effect(index: number): EffectSumRow {
  const count = [42, 31, 26, 11, 4][index] ?? 3
  const sum = [84.21, -61.4, 12.83, -9.02, 3.3][index] ?? 0
  const settled = count - 2
  const wide = Math.abs(sum) * 0.3 + 22
  const enough = settled >= FEWEST
  const verdict = !enough ? 'too few to say' : sum - wide > 0 ? 'earned' : sum + wide < 0 ? 'cost' : 'may be chance'
  return {
    count,
    settled,
    unpriced: 0,
    effect: sum.toFixed(4),
    ...(enough ? { interval: { low: sum - wide, high: sum + wide } } : {}),
    verdict,
  }
}

const group = (key: string, index: number): OverrideGroupRow => ({
  key,
  account: effect(index),
  alone: { count: 0, settled: 0, unpriced: 0, effect: '0', verdict: 'too few to say' },
  unfollowed: index === 4 ? 1 : 0,
})

/** A month of decisions, the same whenever asked. */
export function fakeOverrides(
  { by = 'reason', limit = 500 }: OverridesQuery,
  now: number,
  markets: readonly FakeMarket[],
): OverridesRow {
  const random = seeded(5)
  const signals: OverrideRow[] = Array.from({ length: 40 }, (_, index) => {
    const market = markets[index % 4]
    const real = index % 5 === 3 ? { pnl: ((random() - 0.5) * 20).toFixed(4) } : undefined
    const would = (random() - 0.5) * 24
    const way = { quantity: '0.01', entryPrice: '100', enteredAt: now - index * 900_000, fees: '0.2' }
    return {
      signalId: `sig-${String(900 - index)}`,
      instrument: market?.instrument.id ?? '',
      strategy: KEYS.strategy[index % 3] ?? '',
      at: now - index * 1_340_000,
      outcome: ['rejected', 'expired', 'rejected', 'edited', 'blocked'][index % 5] ?? '',
      decidedBy: 'user',
      reason: ['too early', '', 'spread looked too wide', 'size 0.02 to 0.01', 'max-position'][index % 5] ?? '',
      failed: [],
      ...(real === undefined ? {} : { real: { ...way, ...real } }),
      counterfactual: { ...way, pnl: would.toFixed(4) },
      effect: (Number(real?.pnl ?? 0) - would).toFixed(4),
    }
  })
  const overrides = group('overrides', 0)
  const comparison = { since: now - 31 * DAY, currency: 'USDT', pnl: '214.3711', counterfactual: '130.1604', effect: '84.2107' }
  const groups = KEYS[by].map(group)
  return { comparison, by, fewest: FEWEST, overrides, all: overrides, groups, text: [], signals: signals.slice(0, limit) }
}
