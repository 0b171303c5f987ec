import type { RiskLimitRow } from '../../../core/contract/index.ts'

/** What failed first, then the nearest to its limit; what is only kept or not comes last, in the order it was given. */
export const byNearness = (rows: readonly RiskLimitRow[]): readonly RiskLimitRow[] =>
  [...rows].sort((a, b) => Number(a.passed) - Number(b.passed) || (b.used ?? -1) - (a.used ?? -1))

/** The used share as text: never 100 % before the limit is reached. */
export function usedText(used: number): string {
  const percent = used * 100
  if (used < 1 && percent > 99) return '99 %'
  return `${String(Math.round(percent))} %`
}

const MS = /\b(\d{4,}) ms\b/g
const OFFSET = /^ours is (\d+ ms) (ahead|behind)\b.*$/

const span = (whole: string, digits: string): string => {
  const ms = Number(digits)
  if (ms % 60_000 === 0) return `${String(ms / 60_000)} min`
  return ms % 1_000 === 0 ? `${String(ms / 1_000)} s` : whole
}

/**
 * A figure of a rule in a narrow column, its whole text being on hover: long spans in words, `60000 ms` as `1 min`, and
 * without what the rule's title says already.
 */
export const shortMeasure = (text: string): string =>
  text
    .replace(OFFSET, '$1 $2')
    .replace(MS, span)
    .replace(/ of equity$| in the last minute$| open$| open differences?$/, '')
