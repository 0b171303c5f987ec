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
import type { AccountContext, Rule } from '../rule.ts'

const percent = (part: Money, whole: Money): string =>
  whole === 0n ? formatMoney(part) : `${((moneyToNumberLossy(part) / moneyToNumberLossy(whole)) * 100).toFixed(2)} %`

function exposureRule(code: string, limitOf: (context: RiskContext) => Rate, current: (context: RiskContext) => Money): Rule {
  return {
    code,
    check: (context) => {
      const allowed = limitOf(context)
      const limit = `${String(Number(formatRate(allowed)) * 100)} % of equity`
      const at = expectedPrice(context)
      if (at === undefined) return { measured: 'no price', limit, passed: false }
      if (context.request.side === 'sell')
        return { measured: percent(current(context), context.view.equity), limit, passed: true }
      const after = add(current(context), notional(at, context.request.quantity))
      return { measured: percent(after, context.view.equity), limit, passed: after <= applyRate(context.view.equity, allowed) }
    },
  }
}

export const maxPosition = exposureRule(
  'max-position',
  (c) => c.limits.maxPosition,
  (c) => c.view.instrumentExposure,
)

export const maxExposure = exposureRule(
  'max-exposure',
  (c) => c.limits.maxExposure,
  (c) => c.view.exposure,
)

/** The exposure there is, without a new order. */
export const totalExposure: Rule<AccountContext> = {
  code: 'exposure',
  check: ({ view, limits }) => ({
    measured: percent(view.exposure, view.equity),
    limit: `${String(Number(formatRate(limits.maxExposure)) * 100)} % of equity`,
    passed: view.exposure <= applyRate(view.equity, limits.maxExposure),
  }),
}
