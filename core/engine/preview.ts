import {
  type Emulation,
  type FieldProblem,
  type Instrument,
  type Millis,
  type Quantity,
  type Rate,
  ratioOf,
  type Result,
  type RuleCheck,
  type SizeBy,
  applyRate,
} from '../domain/index.ts'
import { emulationOf, smallestPart } from '../execution/index.ts'
import { ENTRY_RULES, evaluate, SALE_RULES } from '../risk/index.ts'
import { equityOf } from './account.ts'
import { misfit, type Submission, type SubmitOrder, submissionOf } from './decide/order-fields.ts'
import { riskContext } from './decide/orders.ts'
import { costOf, type TicketCost } from './decide/ticket-cost.ts'
import type { EngineState } from './state.ts'
import { type ProcessPorts, Step } from './step.ts'
import { sizeTicket, type Unsized } from './ticket-size.ts'

export interface Preview extends Partial<TicketCost> {
  /** What would be sent: on the lot where the size was counted here. */
  readonly quantity: Quantity
  /** The notional as a share of equity, rounded up; absent without a price or without equity. */
  readonly equityShare?: Rate
  /** What is risked, in what one trade is meant to risk; rounded up. */
  readonly riskR?: Rate
  /** Where the stop of a purchase would rest; absent without one. */
  readonly protection?: 'venue' | 'local'
  readonly checks: readonly RuleCheck[]
  readonly allowed: boolean
  /** Why the order does not fit its own kind, its market or its venue: the code and message it would be refused with. */
  readonly code?: string
  readonly message?: string
  /** What this program would do of it, because the venue does not. */
  readonly emulated?: Emulation
  /** How many orders it becomes, where not one, of what size each, and the least ms between two of them. */
  readonly slices?: number
  readonly sliceQuantity?: Quantity
  readonly interval?: number
}

type PreviewPorts = Pick<ProcessPorts, 'config' | 'capabilities'>

/** What a share of equity is of nothing is not known. */
export function shareOfEquity(state: EngineState, amount: NonNullable<TicketCost['notional']>): Rate | undefined {
  const equity = equityOf(state)
  return equity > 0n ? ratioOf(amount, equity, 'up') : undefined
}

function risked(state: EngineState, { config }: PreviewPorts, amount: TicketCost['riskAmount']): Rate | undefined {
  const one = applyRate(equityOf(state), config.risk.riskPerTrade)
  return amount === undefined || one <= 0n ? undefined : ratioOf(amount, one, 'up')
}

/** Undefined for what sets no stop. */
function restOf({ command }: Submission, { config, capabilities }: PreviewPorts): Preview['protection'] {
  if (command.side === 'sell' || (command.stop === undefined && command.trail === undefined)) return undefined
  return config.execution.restProtection && capabilities.types.includes('stop') ? 'venue' : 'local'
}

/** What an order would cost and how every rule would judge it now. Undefined for a market that is not listed. */
export function previewOrder(state: EngineState, ports: PreviewPorts, command: SubmitOrder, at: Millis): Preview | undefined {
  const instrument = state.instruments.get(command.instrument)
  if (instrument === undefined) return undefined
  const submission = submissionOf(command, { instrument, quote: state.quotes.get(instrument.id), venue: ports.capabilities })
  const { request, slicing } = submission
  const step = new Step(state, { ...ports, ids: { next: () => '' } }, at)
  const context = { ...riskContext(step, request, false), part: smallestPart(request, slicing) }
  const checks = evaluate(command.side === 'sell' ? SALE_RULES : ENTRY_RULES, context)
  const refusal = misfit(submission)
  const emulated = emulationOf(request, ports.capabilities)
  const protection = restOf(submission, ports)
  const judged = {
    quantity: request.quantity,
    ...(protection === undefined ? {} : { protection }),
    checks,
    allowed: refusal === undefined && checks.every((check) => check.passed),
    ...refusal,
    ...(emulated === undefined ? {} : { emulated }),
    ...(slicing === undefined
      ? {}
      : { slices: slicing.slices, sliceQuantity: slicing.sliceQuantity, interval: slicing.interval }),
  }
  const cost = costOf(state, submission)
  if (cost === undefined) return judged
  const equityShare = shareOfEquity(state, cost.notional)
  const riskR = risked(state, ports, cost.riskAmount)
  return {
    ...cost,
    ...(equityShare === undefined ? {} : { equityShare }),
    ...(riskR === undefined ? {} : { riskR }),
    ...judged,
  }
}

/** The same for an order whose size is given by what it comes to; refused with field, value and remedy where that is no size. */
export function previewSized(
  state: EngineState,
  ports: PreviewPorts,
  ticket: { readonly order: Unsized; readonly sizeBy: SizeBy },
  at: Millis,
): Result<Preview, FieldProblem> {
  const instrument: Instrument | undefined = state.instruments.get(ticket.order.instrument)
  const notListed = { field: 'instrument', value: ticket.order.instrument, remedy: 'is not listed' }
  if (instrument === undefined) return { ok: false, error: notListed }
  const sized = sizeTicket(state, ports, ticket, instrument)
  if (!sized.ok) return sized
  const preview = previewOrder(state, ports, { ...ticket.order, quantity: sized.value }, at)
  return preview === undefined ? { ok: false, error: notListed } : { ok: true, value: preview }
}
