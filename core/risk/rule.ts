import type { RuleCheck } from '../domain/index.ts'
import type { RiskContext } from './context.ts'

/** One rule a file. It measures, compares and says so; it never decides what to do. */
export interface Rule<Context = RiskContext> {
  readonly code: string
  readonly check: (context: Context) => Omit<RuleCheck, 'code'>
}

/** What a rule about the account as a whole needs; such a rule can be shown without an order. */
export type AccountContext = Pick<RiskContext, 'view' | 'limits'>

export function runRule<Context>(rule: Rule<Context>, context: Context): RuleCheck {
  const { measured, limit, passed } = rule.check(context)
  return { code: rule.code, measured, limit, passed }
}
