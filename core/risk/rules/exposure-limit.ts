import {
  add,
  applyRate,
  formatMoney,
  formatRate,
  type Money,
  moneyToNumberLossy,
  notional,
  type Rate,
} from '../../domain/index.ts'
import { expectedPrice, type RiskContext } from '../context.ts'
import type { Rule } from '../rule.ts'

/** A part of the equity as a person reads it. */
export const percentOf = (part: Money, whole: Money): string =>
  whole === 0n ? formatMoney(part) : `${((moneyToNumberLossy(part) / moneyToNumberLossy(whole)) * 100).toFixed(2)} %`

export const equityLimit = (allowed: Rate): string => `${String(Number(formatRate(allowed)) * 100)} % of equity`

export interface ExposureLimit {
  readonly limit: (context: RiskContext) => Rate
  /** What there is already, working buys included. */
  readonly current: (context: RiskContext) => Money
  /** What a person reads behind the figure. */
  readonly detail?: (context: RiskContext) => string
}

/** What there is and the order together, against a share of equity; a sale adds nothing. */
export function exposureRule(code: string, { limit, current, detail }: ExposureLimit): Rule {
  return {
    code,
    check: (context) => {
      const { request, view } = context
      const allowed = limit(context)
      const price = expectedPrice(context)
      if (price === undefined) return { measured: 'no price', limit: equityLimit(allowed), passed: false }
      const selling = request.side === 'sell'
      const after = selling ? current(context) : add(current(context), notional(price, request.quantity))
      return {
        measured: `${percentOf(after, view.equity)}${detail?.(context) ?? ''}`,
        limit: equityLimit(allowed),
        passed: selling || after <= applyRate(view.equity, allowed),
      }
    },
  }
}
