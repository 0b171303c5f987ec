import { DAY } from '../domain/index.ts'
import type { Performance } from './breakdown.ts'

export const JUDGED = ['annualReturn', 'sharpe', 'sortino', 'calmar', 'winRate', 'profitFactor'] as const
export type Judged = (typeof JUDGED)[number]

interface Evidence extends Pick<Performance, Judged | 'trades' | 'maxDrawdown'> {
  readonly from: number
  readonly to: number
}

/** Why a figure cannot be said, in words; a figure that is there is not in it. */
export function missingReasons(evidence: Evidence): Readonly<Partial<Record<Judged, string>>> {
  const { from, to, trades, maxDrawdown } = evidence
  const days = Math.max(0, Math.ceil(to / DAY) - Math.floor(from / DAY))
  const short = to - from < DAY
  const daily = days < 2 ? 'needs two days' : undefined
  const why: Readonly<Record<Judged, string>> = {
    annualReturn: 'needs a whole day',
    sharpe: daily ?? 'equity did not move',
    sortino: daily ?? 'no day with a loss',
    calmar: short ? 'needs a whole day' : maxDrawdown === 0 ? 'no drawdown' : 'not a number',
    winRate: 'no closed trade',
    profitFactor: trades === 0 ? 'no closed trade' : 'no losing trade',
  }
  return Object.fromEntries(JUDGED.filter((name) => evidence[name] === null).map((name) => [name, why[name]]))
}
