import { applyRate } from '../../domain/index.ts'
import type { AccountContext, Rule } from '../rule.ts'
import { equityLimit, percentOf } from './exposure-limit.ts'

/** The exposure there is, without a new order. */
export const totalExposure: Rule<AccountContext> = {
  code: 'exposure',
  check: ({ view, limits }) => ({
    measured: percentOf(view.exposure, view.equity),
    limit: equityLimit(limits.maxExposure),
    passed: view.exposure <= applyRate(view.equity, limits.maxExposure),
  }),
}
