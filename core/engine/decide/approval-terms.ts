import type {
  ApprovalDiff,
  CandidateSignal,
  Command,
  OrderRequest,
  Quantity,
  Rate,
  RuleCheck,
  Signal,
} from '../../domain/index.ts'
import { type ApprovedOrder, approveEntry, failures } from '../../risk/index.ts'
import type { Step } from '../step.ts'
import { approvalDiff, complaintOf, type DiffTerms } from './approval-diff.ts'
import { riskContext } from './orders.ts'

export const entryRequest = (signal: CandidateSignal, quantity: Quantity): OrderRequest => ({
  instrument: signal.instrument,
  side: 'buy',
  type: 'market',
  quantity,
  timeInForce: 'GTC',
  reduceOnly: false,
})

export interface Terms extends DiffTerms {
  readonly by: string
  readonly trail: Rate | undefined
}

export interface Refusal {
  readonly code: string
  readonly message: string
  readonly diff?: ApprovalDiff
}

export interface Trial {
  readonly diff: ApprovalDiff | undefined
  readonly checks: readonly RuleCheck[]
}

/** Runs every rule and every tolerance again on the market of now. */
export function tryTerms(
  step: Step,
  signal: Signal,
  terms: DiffTerms,
): Trial &
  (
    | { readonly refusal: Refusal; readonly approved?: undefined }
    | { readonly refusal?: undefined; readonly approved: ApprovedOrder }
  ) {
  const diff = approvalDiff(step, signal, terms)
  if (diff === undefined)
    return { diff, checks: [], refusal: { code: 'no-quote', message: 'there is no price for this instrument now' } }
  const approved = approveEntry(riskContext(step, entryRequest(signal, terms.quantity), signal.gapOpen))
  const complaint = complaintOf(diff)
  const checks = approved.ok ? approved.value.checks : approved.error
  const blocked = approved.ok ? undefined : { code: 'risk', message: failures(approved.error) }
  // What the rules say of stale data is said in full; a tolerance says the same of the approval alone.
  const lesser = complaint?.code === 'data-age' || complaint?.code === 'slippage'
  const refusal = lesser ? (blocked ?? complaint) : (complaint ?? blocked)
  if (refusal !== undefined) return { diff, checks, refusal: { ...refusal, diff } }
  if (!approved.ok) throw new Error('a refusal by the rules is a refusal')
  return { diff, checks, approved: approved.value }
}

export type SignalEdits = Pick<Extract<Command, { type: 'ApproveSignal' }>, 'quantity' | 'stop' | 'target' | 'trail' | 'seen'>

export const termsOf = (signal: Signal, edits: SignalEdits): Omit<Terms, 'by'> => ({
  quantity: edits.quantity ?? signal.quantity,
  stop: edits.stop ?? signal.stop,
  target: edits.target ?? signal.target,
  trail: edits.trail ?? signal.trail,
  seen: edits.seen,
})

/** Why a signal is not a person's to approve, whatever the market. */
export function closedTo(signal: Signal): Refusal | undefined {
  if (signal.state !== 'PENDING')
    return {
      code: 'not-pending',
      message: `the signal is ${signal.state}${signal.reason === undefined || signal.reason === '' ? '' : `: ${signal.reason}`}`,
    }
  return signal.mode === 'advisory'
    ? { code: 'advisory', message: 'this strategy is advisory: its signals never trade' }
    : undefined
}

/** What a person's approval would be answered, without doing anything. */
export function previewTerms(step: Step, signal: Signal, edits: SignalEdits): Trial & { readonly refusal?: Refusal | undefined } {
  const trial = tryTerms(step, signal, termsOf(signal, edits))
  const over: Refusal | undefined =
    signal.state === 'PENDING' && step.at >= signal.expiresAt
      ? { code: 'not-pending', message: 'the signal is EXPIRED: nobody decided in time' }
      : undefined
  return { diff: trial.diff, checks: trial.checks, refusal: over ?? closedTo(signal) ?? trial.refusal }
}
