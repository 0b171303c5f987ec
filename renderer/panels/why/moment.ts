import type { WhyRow } from '../../../core/contract/index.ts'
import type { RuleCheck } from '../../../core/domain/index.ts'
import { durationText, type Fact, factsOf } from './facts.ts'

export const CHAPTERS = ['signal', 'decision', 'order', 'fill', 'position', 'protection', 'command', 'notice', 'result'] as const
export type Chapter = (typeof CHAPTERS)[number]

export interface Detail {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Rows that speak against it. */
  readonly bad: readonly number[]
}

/** One thing that happened, in words and exact figures. */
export interface Moment {
  readonly key: string
  readonly chapter: Chapter
  /** Row of the journal; null for what the whole story comes to. */
  readonly sequence: number | null
  readonly at: number
  readonly title: string
  readonly tone: 'good' | 'bad' | 'plain'
  readonly facts: readonly Fact[]
  readonly details: readonly Detail[]
  /** Ids whose own story can be told. */
  readonly links: readonly string[]
}

type Market = NonNullable<WhyRow['signals'][number]['market']>

export const PLAIN = { tone: 'plain', facts: [], details: [], links: [] } as const
export const BAD_STATES: readonly string[] = [
  'REJECTED',
  'BLOCKED',
  'EXPIRED',
  'WITHDRAWN',
  'rejected',
  'unknown',
  'expired',
  'denied',
]

export const checksOf = (title: string, checks: readonly RuleCheck[]): readonly Detail[] =>
  checks.length === 0
    ? []
    : [
        {
          title: `${title}: ${checks.every(({ passed }) => passed) ? 'all passed' : `${String(checks.filter(({ passed }) => !passed).length)} failed`}`,
          head: ['Rule', 'Measured', 'Limit', 'Verdict'],
          rows: checks.map(({ code, measured, limit, passed }) => [code, measured, limit, passed ? 'passed' : 'FAILED']),
          bad: checks.flatMap(({ passed }, index) => (passed ? [] : [index])),
        },
      ]

export const marketFacts = (market: Market | undefined): readonly Fact[] =>
  market === undefined
    ? factsOf({ Market: 'not recorded' })
    : factsOf({
        Bid: `${market.bid} x ${market.bidSize}`,
        Ask: `${market.ask} x ${market.askSize}`,
        'Market was': `${durationText(market.age)} old`,
        Book: market.bookSequence === undefined ? undefined : `sequence ${String(market.bookSequence)}`,
      })
