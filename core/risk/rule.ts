import type { RuleCheck } from '../domain/index.ts'
import type { RiskContext } from './context.ts'

/** One rule a file. It measures, compares and says so; it never decides what to do. */
export interface Rule {
  readonly code: string
  check(context: RiskContext): Omit<RuleCheck, 'code'>
}

export const runRule = (rule: Rule, context: RiskContext): RuleCheck => ({ code: rule.code, ...rule.check(context) })
