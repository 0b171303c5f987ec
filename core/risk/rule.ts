import type { RuleCheck } from '../domain/index.ts'
import type { RiskContext } from './context.ts'

/** One rule a file. It measures, compares and says so; it never decides what to do. */
export interface Rule<Context = RiskContext> {
  readonly code: string
  readonly check: (context: Context) => Omit<RuleCheck, 'code'>
  /** Share of the limit that is used, 0 and up, for the eye; absent where the rule is kept or not. */
  readonly usedLossy?: (context: Context) => number | null
}

/** What a rule says, and how near its limit is. */
export interface RuleMeter extends RuleCheck {
  readonly used: number | null
}

/** What a rule about the account as a whole needs; such a rule can be shown without an order. */
export type AccountContext = Pick<RiskContext, 'view' | 'limits'>

/** A share of nothing is none, and of no allowance all of it. */
export const shareLossy = (part: number, whole: number): number => (part <= 0 ? 0 : whole > 0 ? part / whole : 1)

export function runRule<Context>(rule: Rule<Context>, context: Context): RuleCheck {
  const { measured, limit, passed } = rule.check(context)
  return { code: rule.code, measured, limit, passed }
}
