import type { Brand, OrderRequest, Result, RuleCheck } from '../domain/index.ts'
import type { RiskContext } from './context.ts'
import { type AccountContext, type Rule, type RuleMeter, runRule } from './rule.ts'
import { tradingArmed } from './rules/armed.ts'
import { availableCash } from './rules/available-cash.ts'
import { availableQuantity } from './rules/available-quantity.ts'
import { venueClock } from './rules/clock.ts'
import { assetExposure } from './rules/asset-exposure.ts'
import { consecutiveLosses } from './rules/consecutive-losses.ts'
import { correlatedExposure } from './rules/correlated-exposure.ts'
import { duplicateOrder } from './rules/duplicate-order.ts'
import { noOpenGap } from './rules/gap.ts'
import { notHalted } from './rules/halted.ts'
import { journalWritable } from './rules/journal-writable.ts'
import { marketDataWritable } from './rules/market-data-writable.ts'
import { maxDailyLoss } from './rules/max-daily-loss.ts'
import { maxDrawdown } from './rules/max-drawdown.ts'
import { maxExposure } from './rules/max-exposure.ts'
import { maxPosition } from './rules/max-position.ts'
import { openOrders } from './rules/open-orders.ts'
import { reconciled } from './rules/reconciled.ts'
import { rejectStorm } from './rules/reject-storm.ts'
import { totalExposure } from './rules/total-exposure.ts'
import { unknownOutcomes } from './rules/unknown-outcomes.ts'
import { unresolvedOrder } from './rules/unresolved-order.ts'
import { venueExposure } from './rules/venue-exposure.ts'
import { minimumSize } from './rules/minimum.ts'
import { orderRate } from './rules/order-rate.ts'
import { precision } from './rules/precision.ts'
import { priceCollar } from './rules/price-collar.ts'
import { tightSpread } from './rules/spread.ts'
import { freshBook } from './rules/fresh-book.ts'
import { freshPrice } from './rules/stale-price.ts'

interface Approval {
  readonly request: OrderRequest
  readonly checks: readonly RuleCheck[]
}

/** Proof that every rule was run. Only this file can make one. */
export type ApprovedOrder = Brand<Approval, 'approved-order'>

/** For orders that may raise risk. */
export const ENTRY_RULES: readonly Rule[] = [
  notHalted,
  tradingArmed,
  reconciled,
  journalWritable,
  marketDataWritable,
  freshPrice,
  freshBook,
  venueClock,
  noOpenGap,
  tightSpread,
  priceCollar,
  precision,
  minimumSize,
  availableCash,
  availableQuantity,
  maxPosition,
  assetExposure,
  venueExposure,
  correlatedExposure,
  maxExposure,
  maxDrawdown,
  maxDailyLoss,
  consecutiveLosses,
  rejectStorm,
  unknownOutcomes,
  unresolvedOrder,
  orderRate,
  openOrders,
  duplicateOrder,
]

/** For orders that can only lower risk: nothing but what the venue itself would refuse. */
export const REDUCTION_RULES: readonly Rule[] = [precision, availableQuantity]

/** For sales that a person asks for: what the venue would refuse is told before it is sent. */
export const SALE_RULES: readonly Rule[] = [precision, minimumSize, availableQuantity]

/** The rules about the account as a whole, in the order a person reads them. */
export const ACCOUNT_RULES: readonly Rule<AccountContext>[] = [
  notHalted,
  tradingArmed,
  reconciled,
  journalWritable,
  marketDataWritable,
  venueClock,
  totalExposure,
  maxDrawdown,
  maxDailyLoss,
  consecutiveLosses,
  rejectStorm,
  unknownOutcomes,
  unresolvedOrder,
  orderRate,
  openOrders,
]

/** The rules whose failure halts trading until a person re-arms it, the gravest first. */
export const BREAKER_RULES: readonly Rule<AccountContext>[] = [
  maxDrawdown,
  maxDailyLoss,
  consecutiveLosses,
  rejectStorm,
  unknownOutcomes,
  unresolvedOrder,
]

/** Runs every rule, also after the first failure, so that a person sees all of them. */
export function evaluate<Context>(rules: readonly Rule<Context>[], context: Context): readonly RuleCheck[] {
  return rules.map((rule) => runRule(rule, context))
}

/** The same with how near each limit is. */
export const meters = <Context>(rules: readonly Rule<Context>[], context: Context): readonly RuleMeter[] =>
  rules.map((rule) => ({ ...runRule(rule, context), used: rule.usedLossy?.(context) ?? null }))

function approveBy(rules: readonly Rule[], context: RiskContext): Result<ApprovedOrder, readonly RuleCheck[]> {
  const checks = evaluate(rules, context)
  if (checks.some((check) => !check.passed)) return { ok: false, error: checks }
  const approval: Approval = { request: context.request, checks }
  return { ok: true, value: approval as ApprovedOrder }
}

export const approveEntry = (context: RiskContext): Result<ApprovedOrder, readonly RuleCheck[]> => approveBy(ENTRY_RULES, context)

/** Never gated by halts, staleness, rates or limits: lowering risk is always allowed. */
export const approveReduction = (context: RiskContext): Result<ApprovedOrder, readonly RuleCheck[]> => {
  if (context.request.side !== 'sell') throw new Error('only a sale reduces a spot position')
  return approveBy(REDUCTION_RULES, context)
}

export const approveSale = (context: RiskContext): Result<ApprovedOrder, readonly RuleCheck[]> => {
  if (context.request.side !== 'sell') throw new Error('only a sale is judged as one')
  return approveBy(SALE_RULES, context)
}

/** The rules that failed, in words. */
export const failures = (checks: readonly RuleCheck[]): string =>
  checks
    .filter((check) => !check.passed)
    .map((check) => `${check.code}: ${check.measured}, limit ${check.limit}`)
    .join('; ')
