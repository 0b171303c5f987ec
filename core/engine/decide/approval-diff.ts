import {
  type ApprovalDiff,
  basisPointsLossy,
  formatPrice,
  formatQuantity,
  type Price,
  type Quantity,
  type RuleCheck,
  type Signal,
  withinBasisPoints,
} from '../../domain/index.ts'
import type { Step } from '../step.ts'
import { type ExpectedFill, expectedFill, slippageOf } from './expected-fill.ts'

export interface DiffTerms {
  readonly quantity: Quantity
  readonly stop: Price | undefined
  readonly target: Price | undefined
  /** The ask that the person had before their eyes. */
  readonly seen?: Price | undefined
}

const bps = (value: number): string => `${value.toFixed(2)} bps`

function slippageCheck(plan: ExpectedFill, limit: number, quantity: Quantity): RuleCheck {
  const rule = { code: 'slippage', limit: `${String(limit)} bps` }
  if (plan.price === undefined) {
    const measured = `${formatQuantity(quantity)} is more than the ${plan.from} shows`
    // A quote shows one level; what lies behind it is not known, which a book that ends too early does tell.
    return { ...rule, measured, passed: plan.from === 'quote' || limit === Infinity }
  }
  const measured = `${bps(basisPointsLossy(plan.best, plan.price))} by the ${plan.from}`
  return { ...rule, measured, passed: withinBasisPoints(plan.best, plan.price, limit) }
}

/**
 * The market of now against the signal, and against what the person saw: the tolerances as checks, in the
 * order in which they are told. Undefined without a price.
 */
export function approvalDiff(step: Step, signal: Signal, terms: DiffTerms): ApprovalDiff | undefined {
  const { state, config, at } = step
  const quote = state.quotes.get(signal.instrument)
  if (quote === undefined) return undefined
  const { maxDriftBps, maxMoveBps, maxSlippageBps, maxDataAge } = config.approval
  const { quantity, stop, target, seen } = terms
  const plan = expectedFill(state, quote, { side: 'buy', quantity })
  const drift = basisPointsLossy(signal.entry, quote.ask)
  const age =
    at - Math.min(quote.receivedTime, (plan.from === 'book' ? state.booksSeen.get(signal.instrument) : undefined) ?? Infinity)
  const checks: RuleCheck[] = []
  if (seen !== undefined)
    checks.push({
      code: 'price-moved',
      measured: bps(basisPointsLossy(seen, quote.ask)),
      limit: `${String(maxMoveBps)} bps`,
      passed: withinBasisPoints(seen, quote.ask, maxMoveBps),
    })
  checks.push({
    code: 'price-drift',
    measured: bps(drift),
    limit: `${String(maxDriftBps)} bps`,
    passed: withinBasisPoints(signal.entry, quote.ask, maxDriftBps),
  })
  if (stop !== undefined)
    checks.push({
      code: 'stop-above-market',
      measured: formatPrice(stop),
      limit: `below the bid of ${formatPrice(quote.bid)}`,
      passed: stop < quote.bid,
    })
  if (target !== undefined)
    checks.push({
      code: 'target-below-market',
      measured: formatPrice(target),
      limit: `above the ask of ${formatPrice(quote.ask)}`,
      passed: target > quote.ask,
    })
  // A price from the future means that the clock was set back: its age is not known.
  checks.push({
    code: 'data-age',
    measured: `${String(age)} ms`,
    limit: `${String(maxDataAge)} ms`,
    passed: Math.abs(age) <= maxDataAge,
  })
  checks.push(slippageCheck(plan, maxSlippageBps, quantity))
  const same = quantity === signal.quantity && stop === signal.stop && target === signal.target
  return {
    at,
    bid: quote.bid,
    ask: quote.ask,
    ...(seen === undefined ? {} : { seen }),
    quantity,
    driftBps: drift,
    spreadBps: basisPointsLossy(quote.bid, quote.ask),
    dataAge: age,
    slippageBps: slippageOf(plan, 'buy'),
    slippageFrom: plan.from,
    ...(plan.price === undefined ? {} : { expectedPrice: plan.price }),
    stopDistanceBps: stop === undefined ? null : -basisPointsLossy(quote.bid, stop),
    ...(same ? {} : { proposed: proposedOf(signal) }),
    checks,
  }
}

const proposedOf = ({ quantity, stop, target }: Signal): NonNullable<ApprovalDiff['proposed']> => ({
  quantity,
  ...(stop === undefined ? {} : { stop }),
  ...(target === undefined ? {} : { target }),
})

const WORDS: Readonly<Record<string, (check: RuleCheck) => string>> = {
  'price-moved': ({ measured, limit }) =>
    `the price moved ${measured} since you looked; the limit is ${limit}: look again and confirm at the new price`,
  'price-drift': ({ measured, limit }) => `the price moved ${measured} since the signal; the limit is ${limit}`,
  'stop-above-market': () => 'the stop is at or above the bid',
  'target-below-market': () => 'the target is at or below the ask',
  'data-age': ({ measured, limit }) => `the market data is ${measured} old; the limit is ${limit}`,
  slippage: ({ measured, limit }) => `expected slippage is beyond the limit: ${measured}, limit ${limit}`,
}

/** The first tolerance that does not hold, in words. */
export function complaintOf({ checks }: ApprovalDiff): { readonly code: string; readonly message: string } | undefined {
  const failed = checks.find(({ passed }) => !passed)
  return failed === undefined ? undefined : { code: failed.code, message: WORDS[failed.code]?.(failed) ?? failed.code }
}
