import { applyRate, type Emulation, type Millis, type Money, type Price, type RuleCheck } from '../domain/index.ts'
import { emulationOf, initialStop, smallestPart } from '../execution/index.ts'
import { ENTRY_RULES, evaluate, expectedPrice, SALE_RULES, stakeOf } from '../risk/index.ts'
import { misfit, type SubmitOrder, submissionOf } from './decide/order-fields.ts'
import { riskContext } from './decide/orders.ts'
import type { EngineState } from './state.ts'
import { type ProcessPorts, Step } from './step.ts'

export interface Preview {
  readonly price?: Price
  readonly notional?: Money
  readonly fee?: Money
  readonly riskAmount?: Money
  readonly checks: readonly RuleCheck[]
  readonly allowed: boolean
  /** Why the order does not fit its own kind, its market or its venue: the code and message it would be refused with. */
  readonly code?: string
  readonly message?: string
  /** What this program would do of it, because the venue does not. */
  readonly emulated?: Emulation
  /** How many orders it becomes, where not one. */
  readonly slices?: number
}

/** What an order would cost and how every rule would judge it now. Undefined for a market that is not listed. */
export function previewOrder(
  state: EngineState,
  ports: Pick<ProcessPorts, 'config' | 'capabilities'>,
  command: SubmitOrder,
  at: Millis,
): Preview | undefined {
  const instrument = state.instruments.get(command.instrument)
  if (instrument === undefined) return undefined
  const submission = submissionOf(command, { instrument, quote: state.quotes.get(instrument.id), venue: ports.capabilities })
  const { request, slicing } = submission
  const step = new Step(state, { ...ports, ids: { next: () => '' } }, at)
  const context = { ...riskContext(step, request, false), part: smallestPart(request, slicing) }
  const checks = evaluate(command.side === 'sell' ? SALE_RULES : ENTRY_RULES, context)
  const refusal = misfit(submission)
  const emulated = emulationOf(request, ports.capabilities)
  const judged = {
    checks,
    allowed: refusal === undefined && checks.every((check) => check.passed),
    ...refusal,
    ...(emulated === undefined ? {} : { emulated }),
    ...(slicing === undefined ? {} : { slices: slicing.slices }),
  }
  const price = expectedPrice(context)
  if (price === undefined) return judged
  const stake = stakeOf(
    price,
    command.quantity,
    command.side === 'buy' ? initialStop(price, command, instrument.tickSize) : undefined,
  )
  return { price, ...stake, fee: applyRate(stake.notional, instrument.takerFee, 'up'), ...judged }
}
