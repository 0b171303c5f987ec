import type { RuleCheck } from '../../domain/index.ts'
import { BREAKER_RULES, evaluate } from '../../risk/index.ts'
import { accountView } from '../account.ts'
import type { Step } from '../step.ts'
import { halt } from './halt.ts'

const WORDS: Readonly<Record<string, string>> = {
  'max-drawdown': 'drawdown limit reached',
  'max-daily-loss': 'daily loss limit reached',
  'consecutive-losses': 'too many losses in a row',
  'reject-storm': 'the venue refuses order after order',
  'unknown-outcomes': 'too many orders of unknown outcome',
  'unresolved-order': 'an order has been of unknown outcome for too long',
}

const reasonOf = ({ code, measured, limit }: RuleCheck): string => `${WORDS[code] ?? code}: ${measured}, limit ${limit}`

/** Halts by the gravest breaker that has a cause now, and says which; a halt that there is stays as it is. */
export function tripBreakers(step: Step): string | undefined {
  const { state, config, at } = step
  if (state.halt !== undefined || !state.opened) return undefined
  const context = { view: accountView(state, config, at), limits: config.risk }
  const check = evaluate(BREAKER_RULES, context).find(({ passed }) => !passed)
  if (check === undefined) return undefined
  const reason = reasonOf(check)
  halt(step, check.code, reason, 'engine')
  return reason
}
