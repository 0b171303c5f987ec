import type { Verdict } from '../../strategies/index.ts'
import type { Row } from './pass.ts'

/** What of a step differs, and how: `feature rsi`, `stance`, `confidence`, `stop`, `target`, `reasons` or `failure`. */
export interface Part {
  readonly part: string
  readonly expected: string
  readonly found: string
}

const words = (value: unknown): string => (value === undefined || value === null ? 'none' : JSON.stringify(value))
const VERDICT = ['stance', 'confidence', 'stop', 'target', 'reasons'] as const satisfies readonly (keyof Verdict)[]

/**
 * What differs between two steps on the same bar. Where they saw different features, those alone: whatever else differs
 * may follow from them.
 */
export function partsBetween(expected: Row, found: Row): readonly Part[] {
  const aliases = Object.keys(expected.view.features)
  const seen = aliases.flatMap((alias): Part[] => {
    const [before, after] = [expected.view.features[alias]?.value, found.view.features[alias]?.value]
    return Object.is(before, after) ? [] : [{ part: `feature ${alias}`, expected: words(before), found: words(after) }]
  })
  if (seen.length > 0) return seen
  const [before, after] = [expected.said, found.said]
  if ('failed' in before || 'failed' in after) {
    const [one, other] = [before, after].map((said) => ('failed' in said ? said.failed : 'a verdict'))
    return one === other ? [] : [{ part: 'failure', expected: one ?? '', found: other ?? '' }]
  }
  return VERDICT.flatMap((part): Part[] => {
    const [one, other] = [words(before[part]), words(after[part])]
    return one === other ? [] : [{ part, expected: one, found: other }]
  })
}

export interface Difference {
  /** Number of the first bar on which it differs, from 0, and what differs there. */
  readonly bar: number
  readonly parts: readonly Part[]
  /** On how many of the bars that were compared. */
  readonly bars: number
}

/** One for each feature that differs on any bar, and one for the verdicts. Rows that only one side has are not compared. */
export function differencesBetween(expected: readonly Row[], found: readonly (Row | undefined)[]): readonly Difference[] {
  const groups = new Map<string, Difference>()
  const take = (group: string, bar: number, parts: readonly Part[]): void => {
    const known = groups.get(group)
    groups.set(group, known === undefined ? { bar, parts, bars: 1 } : { ...known, bars: known.bars + 1 })
  }
  for (const [bar, row] of expected.entries()) {
    const other = found[bar]
    if (other === undefined) continue
    const parts = partsBetween(row, other)
    const [first] = parts
    if (first === undefined) continue
    if (first.part.startsWith('feature ')) for (const part of parts) take(part.part, bar, [part])
    else take('verdict', bar, parts)
  }
  return [...groups.values()].sort((a, b) => a.bar - b.bar)
}
