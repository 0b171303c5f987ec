import type { WhyRow } from '../../../contract/index.ts'
import type { RuleCheck } from '../../../domain/index.ts'
import { table } from './text-table.ts'

type Signal = WhyRow['signals'][number]
export type Market = NonNullable<Signal['market']>

export const timeText = (at: number): string => new Date(at).toISOString()

/** What led to a row. */
export const momentText = ({ input, command, by }: Pick<Signal['created'], 'input' | 'command' | 'by'>): string =>
  command === undefined ? input : `${command} by ${by ?? '?'}`

interface Terms {
  readonly quantity?: string
  readonly stop?: string
  readonly target?: string
  readonly trail?: string
}

export const termsText = ({ quantity, stop, target, trail }: Terms): string =>
  Object.entries({ quantity, stop, target, trail })
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]))
    .join(', ')

export function marketLines(market: Market | undefined): readonly string[] {
  if (market === undefined) return ['  market: not recorded']
  const { bid, ask, bidSize, askSize, exchangeTime, receivedTime, age, bookSequence, bookReceivedTime } = market
  return [
    `  market: bid ${bid} x ${bidSize}, ask ${ask} x ${askSize}; at the venue ${timeText(exchangeTime)}, received ${timeText(receivedTime)}, ${String(age)} ms old`,
    ...(bookSequence === undefined || bookReceivedTime === undefined
      ? []
      : [`  book: sequence ${String(bookSequence)}, received ${timeText(bookReceivedTime)}`]),
  ]
}

export const checkLines = (checks: readonly RuleCheck[]): readonly string[] =>
  table(
    ['rule', 'measured', 'limit', 'verdict'],
    checks.map(({ code, measured, limit, passed }) => [code, measured, limit, passed ? 'passed' : 'FAILED']),
  )
