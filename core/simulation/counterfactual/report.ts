import { absolute, add, formatMoney, HOUR, type Money, moneyToNumberLossy, ZERO_MONEY } from '../../domain/index.ts'
import type { AccountComparison } from './counterfactual.ts'
import { type Interval, intervalOfSum } from './interval.ts'
import { isOverride, isSettled, type OverrideRow } from './rows.ts'

export const OVERRIDE_GROUPINGS = ['strategy', 'hour', 'reason'] as const
export type OverrideGrouping = (typeof OVERRIDE_GROUPINGS)[number]

/** Fewer settled signals than this say nothing, whatever their sum. */
export const FEWEST = 20

export type Verdict = 'too few to say' | 'earned' | 'cost' | 'no difference that chance could not make'

export interface EffectSum {
  /** Signals, those that still run included. */
  readonly count: number
  /** Of these the ones whose every way came to its end. */
  readonly settled: number
  /** Their prices are not known now, so they are in no sum. */
  readonly unpriced: number
  /** Above zero: deciding earned it; below: it cost as much. */
  readonly effect: Money
  /** Of the sum of the settled ones at 95 %, in money; absent for fewer than {@link FEWEST}. */
  readonly interval?: Interval
  readonly verdict: Verdict
}

export interface OverrideGroup {
  readonly key: string
  /** In the account: adds up over the groups. */
  readonly account: EffectSum
  /** Signals looked at by themselves, because the account would have held something else. */
  readonly alone: EffectSum
  /** Neither: nothing could have been traded on them. */
  readonly unfollowed: number
}

export interface OverrideReport {
  readonly comparison: AccountComparison
  readonly by: OverrideGrouping
  readonly fewest: number
  /** Signals that somebody or something kept from their order, or changed. */
  readonly overrides: OverrideGroup
  /** Everything, approved as proposed and traded by hand included: its sum is the difference of the accounts. */
  readonly all: OverrideGroup
  readonly groups: readonly OverrideGroup[]
  readonly text: readonly string[]
}

/** What the group of a row is called. Hours are UTC. */
export function groupOf(row: OverrideRow, by: OverrideGrouping): string {
  if (by === 'strategy') return row.strategy
  if (by === 'hour') return `${String(Math.floor(row.at / HOUR) % 24).padStart(2, '0')}:00`
  if (row.outcome === 'blocked' && row.failed.length > 0) return `blocked: ${[...row.failed].sort().join(', ')}`
  const spoken = row.outcome === 'rejected' || row.outcome === 'not-proposed' || row.outcome === 'blocked'
  return spoken && row.reason !== '' ? `${row.outcome}: ${row.reason}` : row.outcome
}

function verdictOf(interval: Interval | undefined): Verdict {
  if (interval === undefined) return 'too few to say'
  if (interval.low > 0) return 'earned'
  return interval.high < 0 ? 'cost' : 'no difference that chance could not make'
}

interface Sample {
  readonly effect: Money | undefined
  readonly settled: boolean
}

function sumOf(samples: readonly Sample[]): EffectSum {
  let effect: Money = ZERO_MONEY
  const settled: number[] = []
  for (const sample of samples) {
    if (sample.effect === undefined) continue
    effect = add(effect, sample.effect)
    if (sample.settled) settled.push(moneyToNumberLossy(sample.effect))
  }
  const interval = settled.length < FEWEST ? undefined : intervalOfSum(settled)
  return {
    count: samples.length,
    settled: settled.length,
    unpriced: samples.filter((sample) => sample.effect === undefined).length,
    effect,
    ...(interval === undefined ? {} : { interval }),
    verdict: verdictOf(interval),
  }
}

function groupSum(key: string, rows: readonly OverrideRow[]): OverrideGroup {
  const traded = rows.filter(({ real, counterfactual }) => real !== undefined || counterfactual !== undefined)
  const alone = rows.filter((row) => row.alone !== undefined)
  return {
    key,
    account: sumOf(traded.map((row) => ({ effect: row.effect, settled: isSettled(row) }))),
    alone: sumOf(alone.map((row) => ({ effect: row.aloneEffect, settled: isSettled(row) }))),
    unfollowed: rows.filter((row) => row.real === undefined && row.counterfactual === undefined && row.alone === undefined)
      .length,
  }
}

const shown = (value: Money): string => formatMoney(value).replace(/(\.\d{2})\d+$/, '$1')

function sentence(what: string, sum: EffectSum, currency: string): string {
  const word = sum.effect < 0n ? 'cost' : 'earned'
  const amount = shown(absolute(sum.effect))
  const { interval } = sum
  const trust =
    interval === undefined
      ? `too few to say: ${String(sum.settled)} settled, at least ${String(FEWEST)} are needed`
      : `95 % interval of the ${String(sum.settled)} settled: ${interval.low.toFixed(2)} to ${interval.high.toFixed(2)}; ${sum.verdict}`
  return `${what} ${word} ${amount} ${currency} over ${String(sum.count)} signal${sum.count === 1 ? '' : 's'} (${trust})`
}

/** What overriding signals earned or cost, in all and by strategy, by hour of the day or by reason. */
export function overrideReport(
  comparison: AccountComparison,
  rows: readonly OverrideRow[],
  by: OverrideGrouping,
): OverrideReport {
  const overridden = rows.filter(isOverride)
  const groups = new Map<string, OverrideRow[]>()
  for (const row of overridden) {
    const key = groupOf(row, by)
    const found = groups.get(key)
    if (found === undefined) groups.set(key, [row])
    else found.push(row)
  }
  const overrides = groupSum('overrides', overridden)
  const { currency, pnl, counterfactual, effect } = comparison
  return {
    comparison,
    by,
    fewest: FEWEST,
    overrides,
    all: groupSum('all', rows),
    groups: [...groups].map(([key, own]) => groupSum(key, own)).sort((a, b) => (a.key < b.key ? -1 : 1)),
    text: [
      `profit and loss: ${shown(pnl)} ${currency}; with every signal approved at once: ${shown(counterfactual)}; difference ${shown(effect)}`,
      sentence('your overrides', overrides.account, currency),
      ...(overrides.alone.count === 0
        ? []
        : [sentence('those which the account could not have taken, each by itself,', overrides.alone, currency)]),
    ],
  }
}
