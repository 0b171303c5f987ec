import { applyRate, type Millis, type Money, type Price, type RuleCheck } from '../domain/index.ts'
import { initialStop } from '../execution/index.ts'
import { PLAIN_VENUE } from '../ports/index.ts'
import { ENTRY_RULES, evaluate, expectedPrice, REDUCTION_RULES, stakeOf } from '../risk/index.ts'
import type { TradingConfig } from './config.ts'
import { requestOf, type SubmitOrder } from './decide/commands.ts'
import { riskContext } from './decide/orders.ts'
import type { EngineState } from './state.ts'
import { Step } from './step.ts'

export interface Preview {
  readonly price?: Price
  readonly notional?: Money
  readonly fee?: Money
  readonly riskAmount?: Money
  readonly checks: readonly RuleCheck[]
  readonly allowed: boolean
}

/** What an order would cost and how every rule would judge it now. Undefined for a market that is not listed. */
export function previewOrder(state: EngineState, config: TradingConfig, command: SubmitOrder, at: Millis): Preview | undefined {
  const instrument = state.instruments.get(command.instrument)
  if (instrument === undefined) return undefined
  const step = new Step(state, { config, ids: { next: () => '' }, capabilities: PLAIN_VENUE }, at)
  const context = riskContext(step, requestOf(command), false)
  const checks = evaluate(command.side === 'sell' ? REDUCTION_RULES : ENTRY_RULES, context)
  const allowed = checks.every((check) => check.passed)
  const price = expectedPrice(context)
  if (price === undefined) return { checks, allowed }
  const stake = stakeOf(
    price,
    command.quantity,
    command.side === 'buy' ? initialStop(price, command, instrument.tickSize) : undefined,
  )
  return { price, ...stake, fee: applyRate(stake.notional, instrument.takerFee, 'up'), checks, allowed }
}
