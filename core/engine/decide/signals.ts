import {
  type ApprovalDiff,
  type ApprovalMode,
  type CandidateSignal,
  type Command,
  millis,
  type OrderId,
  type Price,
  type Quantity,
  type Rate,
  type RuleCheck,
  type Signal,
  type SignalState,
  ZERO_QUANTITY,
  isFoundStrategy,
  type StrategyId,
} from '../../domain/index.ts'
import { ENTRY_RULES, evaluate, failures, sizePosition, stakeOf } from '../../risk/index.ts'
import { effectiveMode, filterCandidate } from '../../signals/index.ts'
import { initialStop } from '../../execution/index.ts'
import { equityOf, heldQuantity, openQuantity } from '../account.ts'
import type { EngineState } from '../state.ts'
import type { Step } from '../step.ts'
import { cancelEntries, closePosition, placeOrder, riskContext, workingEntries } from './orders.ts'
import { closedTo, entryRequest, type Refusal, type Terms, termsOf, tryTerms } from './approval-terms.ts'
import { outdated } from './outdated.ts'
import { recommend } from './sizing.ts'

const pendingFor = (step: Step, candidate: CandidateSignal): Signal | undefined => {
  for (const id of step.state.pending) {
    const signal = step.state.signals.get(id)
    if (signal?.instrument === candidate.instrument) return signal
  }
  return undefined
}

/** Pending signals that one step of safety ends; the cancels and sales of the same step do not wait for more rows. */
const MOST_ENDED = 100

/** Ends a pending signal. */
export function endSignal(step: Step, signal: Signal, end: { state: SignalState; by: string; reason: string }): void {
  const quote = step.state.quotes.get(signal.instrument)
  step.emit({
    type: 'SignalDecided',
    signalId: signal.id,
    ...end,
    checks: signal.checks,
    quantity: signal.quantity,
    ...(signal.stop === undefined ? {} : { stop: signal.stop }),
    ...(signal.target === undefined ? {} : { target: signal.target }),
    ...(signal.trail === undefined ? {} : { trail: signal.trail }),
    ...(quote === undefined ? {} : { seenBid: quote.bid, seenAsk: quote.ask }),
  })
}

/** A candidate arrives: filter, size, check, then wait for a person or go by itself. */
export function decideCandidate(step: Step, candidate: CandidateSignal, gapOpen: boolean): void {
  const { state, config, at } = step
  if (state.signals.has(candidate.id)) {
    step.emit({ type: 'CandidateFiltered', candidate, code: 'repeated', reason: 'this very proposal was received before' })
    return
  }
  const late = outdated(step, candidate)
  if (late !== undefined) {
    step.emit({ type: 'CandidateFiltered', candidate, code: 'outdated', reason: late })
    return
  }
  if (candidate.action === 'buy' && state.armed === undefined) {
    step.emit({ type: 'CandidateFiltered', candidate, code: 'not-armed', reason: 'trading is not armed' })
    return
  }
  const stance = candidate.action === 'buy' ? 'long' : 'flat'
  const live = candidate.votes.some((vote) => vote.stance === stance && !state.disabled.has(vote.strategy))
  if (!live) {
    step.emit({ type: 'CandidateFiltered', candidate, code: 'strategy-off', reason: 'every strategy behind it is switched off' })
    return
  }
  const verdict = filterCandidate(candidate, config.filter, {
    listed: state.instruments.has(candidate.instrument),
    held: openQuantity(state, candidate.instrument),
    openedBySignal: state.positions.get(candidate.instrument)?.strategy !== undefined,
    pending: pendingFor(step, candidate),
    entryWorking: candidate.action === 'buy' && workingEntries(step, candidate.instrument).length > 0,
    lastSignalAt: state.lastSignalAt.get(candidate.instrument),
    lastVotedAt: (strategy) => state.lastVotedAt.get(strategy),
    at,
  })
  if ('supersede' in verdict && verdict.supersede !== undefined) {
    endSignal(step, verdict.supersede, { state: 'SUPERSEDED', by: 'engine', reason: 'the strategies changed their mind' })
  }
  if (!verdict.keep) {
    if (verdict.code === 'nothing-to-sell' && modeOf(step, candidate) !== 'advisory') cancelEntries(step, candidate.instrument)
    step.emit({ type: 'CandidateFiltered', candidate, code: verdict.code, reason: verdict.reason })
    return
  }
  if (candidate.action === 'sell') exitBySignal(step, candidate)
  else proposeEntry(step, candidate, gapOpen)
}

const modeOf = ({ state }: Step, candidate: CandidateSignal): ApprovalMode =>
  effectiveMode(candidate, (strategy) => state.modes.get(strategy) ?? unspoken(state, strategy))

/** What research found is at work on paper: with real money it only shows its opinion until a person says otherwise. */
const unspoken = (state: EngineState, strategy: StrategyId): ApprovalMode =>
  state.environment === 'live' && isFoundStrategy(strategy) ? 'advisory' : state.defaultMode

/** Exits lower risk: they are recorded as signals but never wait. An advisory strategy only shows its opinion. */
function exitBySignal(step: Step, candidate: CandidateSignal): void {
  const quantity = heldQuantity(step.state, candidate.instrument)
  const advisory = modeOf(step, candidate) === 'advisory'
  const signal = pendingSignal(step, candidate, { quantity, checks: [], mode: advisory ? 'advisory' : 'auto', gapOpen: false })
  step.emit({ type: 'SignalCreated', signal })
  if (advisory) return
  cancelEntries(step, candidate.instrument)
  const orderId = closePosition(step, candidate.instrument, 'exit-signal', signal.id)
  if (orderId === undefined)
    endSignal(step, signal, { state: 'WITHDRAWN', by: 'engine', reason: 'the position is already being sold' })
  else approveSignal(step, signal, { by: 'auto', reason: 'exits are not held for approval', quantity, checks: [], orderId })
}

function proposeEntry(step: Step, candidate: CandidateSignal, gapOpen: boolean): void {
  const { state } = step
  const instrument = state.instruments.get(candidate.instrument)
  const mode = modeOf(step, candidate)
  const equity = equityOf(state)
  const sizing = recommend(step, candidate, equity)
  const quantity =
    instrument === undefined
      ? ZERO_QUANTITY
      : sizePosition({ equity, entry: candidate.entry, fraction: sizing.fraction, instrument })
  const checks = evaluate(ENTRY_RULES, riskContext(step, entryRequest(candidate, quantity), gapOpen))
  const signal = pendingSignal(step, candidate, { quantity, sizing, checks, mode, gapOpen })
  step.emit({ type: 'SignalCreated', signal })
  if (checks.some((check) => !check.passed)) {
    endSignal(step, signal, { state: 'BLOCKED', by: 'engine', reason: failures(checks) })
    return
  }
  if (mode !== 'auto') return
  const outcome = tryApprove(step, signal, {
    by: 'auto',
    quantity,
    stop: signal.stop,
    target: signal.target,
    trail: signal.trail,
  })
  // Nobody is there to decide otherwise, so what cannot go by itself now does not go.
  if (typeof outcome !== 'string') endSignal(step, signal, { state: 'BLOCKED', by: 'engine', reason: outcome.message })
}

const pendingSignal = (
  step: Step,
  candidate: CandidateSignal,
  rest: Pick<Signal, 'quantity' | 'sizing' | 'checks' | 'mode' | 'gapOpen'>,
): Signal => ({
  ...candidate,
  ...rest,
  // A sale ends a risk; it takes none.
  ...stakeOf(candidate.entry, rest.quantity, candidate.action === 'buy' ? firstStop(step, candidate) : undefined),
  state: 'PENDING',
  expiresAt: millis(step.at + step.config.approval.timeToLive),
})

const firstStop = (step: Step, candidate: CandidateSignal): Price | undefined =>
  initialStop(candidate.entry, candidate, step.state.instruments.get(candidate.instrument)?.tickSize)

/** Makes an approval of it where nothing stands against it: the order's intent is recorded with the approval. */
function tryApprove(step: Step, signal: Signal, terms: Terms): OrderId | Refusal {
  const { diff, approved, refusal } = tryTerms(step, signal, terms)
  if (refusal !== undefined) return refusal
  const orderId = placeOrder(step, approved, {
    purpose: 'entry',
    signalId: signal.id,
    strategy: signal.votes.find((vote) => vote.stance === 'long')?.strategy,
    stop: terms.stop,
    target: terms.target,
    trail: terms.trail,
  })
  const { by, quantity, stop, target, trail } = terms
  approveSignal(step, signal, { by, reason: '', quantity, checks: approved.checks, stop, target, trail, diff, orderId })
  return orderId
}

interface ApprovalRecord {
  readonly by: string
  readonly reason: string
  readonly quantity: Quantity
  readonly checks: readonly RuleCheck[]
  readonly stop?: Price | undefined
  readonly target?: Price | undefined
  readonly trail?: Rate | undefined
  readonly diff?: ApprovalDiff | undefined
  readonly orderId: OrderId
}

function approveSignal(step: Step, signal: Signal, record: ApprovalRecord): void {
  const quote = step.state.quotes.get(signal.instrument)
  const { stop, target, trail, diff, ...rest } = record
  step.emit({
    type: 'SignalDecided',
    signalId: signal.id,
    state: 'APPROVED',
    ...rest,
    ...(stop === undefined ? {} : { stop }),
    ...(target === undefined ? {} : { target }),
    ...(trail === undefined ? {} : { trail }),
    ...(diff === undefined ? {} : { diff }),
    ...(quote === undefined ? {} : { seenBid: quote.bid, seenAsk: quote.ask }),
  })
}

/** A person approves, perhaps with other terms. A refusal leaves the signal waiting. */
export function approveByPerson(step: Step, command: Extract<Command, { type: 'ApproveSignal' }>, by: string): OrderId | Refusal {
  const signal = step.state.signals.get(command.signalId)
  if (signal === undefined) return { code: 'unknown-signal', message: `there is no signal ${command.signalId}` }
  if (signal.state === 'PENDING' && step.at >= signal.expiresAt) expireSignal(step, signal)
  const now = step.state.signals.get(command.signalId) ?? signal
  return closedTo(now) ?? tryApprove(step, now, { by, ...termsOf(now, command) })
}

export function rejectByPerson(step: Step, command: Extract<Command, { type: 'RejectSignal' }>, by: string): Refusal | undefined {
  const signal = step.state.signals.get(command.signalId)
  if (signal === undefined) return { code: 'unknown-signal', message: `there is no signal ${command.signalId}` }
  if (signal.state === 'PENDING' && step.at >= signal.expiresAt) expireSignal(step, signal)
  const { state } = step.state.signals.get(command.signalId) ?? signal
  if (state !== 'PENDING') return { code: 'not-pending', message: `the signal is already ${state}` }
  endSignal(step, signal, { state: 'REJECTED', by, reason: command.reason })
  return undefined
}

export const expireSignal = (step: Step, signal: Signal): void => {
  endSignal(step, signal, { state: 'EXPIRED', by: 'clock', reason: 'nobody decided in time' })
}

/** Ends pending signals on a halt. Nothing is bought while trading is halted, and the clock ends what is left. */
export function blockPending(step: Step, reason: string): void {
  for (const signal of pendingSignals(step).slice(0, MOST_ENDED))
    endSignal(step, signal, { state: 'BLOCKED', by: 'engine', reason })
}

/** Ends pending entries when trading is disarmed; the clock ends what is left. */
export function withdrawEntries(step: Step, reason: string): void {
  for (const signal of pendingSignals(step)
    .filter(({ action }) => action === 'buy')
    .slice(0, MOST_ENDED))
    endSignal(step, signal, { state: 'WITHDRAWN', by: 'engine', reason })
}

const pendingSignals = ({ state }: Step): readonly Signal[] =>
  state.pending.size === 0 ? [] : [...state.pending].flatMap((id) => state.signals.get(id) ?? [])
