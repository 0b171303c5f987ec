import { applyRate, moneyToNumberLossy } from '../../domain/index.ts'
import { type AccountContext, type Rule, shareLossy } from '../rule.ts'
import { equityLimit, percentOf } from './exposure-limit.ts'

/** The exposure there is, without a new order. */
export const totalExposure: Rule<AccountContext> = {
  code: 'exposure',
  check: ({ view, limits }) => ({
    measured: percentOf(view.exposure, view.equity),
    limit: equityLimit(limits.maxExposure),
    passed: view.exposure <= applyRate(view.equity, limits.maxExposure),
  }),
  usedLossy: ({ view, limits }) =>
    shareLossy(moneyToNumberLossy(view.exposure), moneyToNumberLossy(applyRate(view.equity, limits.maxExposure))),
}
