import {
  type ApprovalDiff,
  type Millis,
  type Money,
  notional,
  type Quantity,
  type Rate,
  type RuleCheck,
  type SignalId,
  type SignalState,
} from '../domain/index.ts'
import { PLAIN_VENUE } from '../ports/index.ts'
import type { TradingConfig } from './config.ts'
import { previewTerms, type SignalEdits } from './decide/approval-terms.ts'
import { shareOfEquity } from './preview.ts'
import type { EngineState } from './state.ts'
import { Step } from './step.ts'

export interface ApprovalPreview {
  readonly state: SignalState
  readonly expiresAt: Millis
  readonly quantity: Quantity
  /** At the expected price of the whole size, else at the best one; absent without a price. */
  readonly notional?: Money
  /** Of the notional, rounded up; absent where it is not known. */
  readonly equityShare?: Rate
  /** Absent without a price. */
  readonly diff?: ApprovalDiff
  /** Every risk rule, run on the market of now. */
  readonly checks: readonly RuleCheck[]
  /** Whether an approval with these terms would be carried out now. */
  readonly allowed: boolean
  /** Why not. */
  readonly code?: string
  readonly message?: string
}

/** What an approval with these edits would be made on, now; nothing is recorded. Undefined for a signal that is not known. */
export function previewApproval(
  state: EngineState,
  config: TradingConfig,
  { id, edits }: { readonly id: SignalId; readonly edits: SignalEdits },
  at: Millis,
): ApprovalPreview | undefined {
  const signal = state.signals.get(id)
  if (signal === undefined) return undefined
  const step = new Step(state, { config, ids: { next: () => '' }, capabilities: PLAIN_VENUE }, at)
  const { diff, checks, refusal } = previewTerms(step, signal, edits)
  const quantity = edits.quantity ?? signal.quantity
  const price = diff?.expectedPrice ?? diff?.ask
  const value = price === undefined ? undefined : notional(price, quantity)
  const equityShare = value === undefined ? undefined : shareOfEquity(state, value)
  return {
    state: signal.state,
    expiresAt: signal.expiresAt,
    quantity,
    ...(value === undefined ? {} : { notional: value }),
    ...(equityShare === undefined ? {} : { equityShare }),
    ...(diff === undefined ? {} : { diff }),
    checks,
    allowed: refusal === undefined,
    ...(refusal === undefined ? {} : { code: refusal.code, message: refusal.message }),
  }
}
