import { add, applyRate, type Money, rateFromNumberLossy } from '../../domain/index.ts'
import type { RelatedExposure, RiskContext } from '../context.ts'
import { exposureRule } from './exposure-limit.ts'

/** A correlation that nobody knows counts as complete; one below zero as none, for what falls here may not rise there. */
const weightOf = ({ correlation }: RelatedExposure): number => (correlation === null ? 1 : Math.max(0, correlation))

/** What is held of a market with all others, each by how much it moves with it. */
export function correlatedExposureOf(view: Pick<RiskContext['view'], 'instrumentExposure' | 'related'>): Money {
  let sum = view.instrumentExposure
  for (const related of view.related) sum = add(sum, applyRate(related.exposure, rateFromNumberLossy(weightOf(related)), 'up'))
  return sum
}

function detail({ view }: RiskContext): string {
  const [first, ...rest] = view.related
  if (first === undefined) return ''
  const most = rest.reduce((found, each) => (weightOf(each) > weightOf(found) ? each : found), first)
  const known = most.correlation === null ? '1 assumed' : most.correlation.toFixed(2)
  return `, most like ${most.instrument} (${known}, ${String(most.samples)} min)`
}

/**
 * This market and every other that is held, each by how much it moves with this one: ten markets that fall together
 * are one position.
 */
export const correlatedExposure = exposureRule('correlated-exposure', {
  limit: ({ limits }) => limits.maxCorrelatedExposure,
  current: ({ view }) => correlatedExposureOf(view),
  detail,
})
