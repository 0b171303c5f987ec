import type { ApprovalMode, CandidateSignal, Millis, Quantity, Signal, StrategyId } from '../../domain/index.ts'

export interface FilterConfig {
  /** Candidates below it are dropped, 0 to 1. */
  readonly minConfidence: number
  /** Silence per instrument after a signal that led to an entry or was turned down, ms. */
  readonly cooldown: number
  /** Silence per strategy over all markets after an entry signal that it voted for, ms; 0 for none. */
  readonly strategyCooldown: number
}

export interface FilterView {
  readonly listed: boolean
  readonly held: Quantity
  /** The position was opened by a strategy's signal, not by hand. */
  readonly openedBySignal: boolean
  readonly pending: Signal | undefined
  /** An entry of an earlier signal still buys. */
  readonly entryWorking: boolean
  /** When the last entry signal of this instrument was created. */
  readonly lastSignalAt: Millis | undefined
  /** When the last entry signal that this strategy voted for was created, on any market. */
  readonly lastVotedAt: (strategy: StrategyId) => Millis | undefined
  readonly at: Millis
}

export type FilterVerdict =
  | { readonly keep: true }
  /** The pending signal that the candidate contradicts is superseded, also where the candidate itself is dropped. */
  | { readonly keep: true; readonly supersede: Signal }
  | { readonly keep: false; readonly code: string; readonly reason: string; readonly supersede?: Signal }

/** Decides whether a candidate is worth a person's attention. Order matters: the first reason wins. */
export function filterCandidate(candidate: CandidateSignal, config: FilterConfig, view: FilterView): FilterVerdict {
  if (!view.listed) return drop('unknown-instrument', 'the instrument is not listed by the venue')
  if (candidate.confidence < config.minConfidence) {
    return drop('low-confidence', `confidence ${candidate.confidence.toFixed(3)} is below ${String(config.minConfidence)}`)
  }
  if (candidate.action === 'sell') return leaving(view)
  const opposed = view.pending?.action === 'sell' ? view.pending : undefined
  if (opposed === undefined) return entering(candidate, config, view)
  return { ...entering(candidate, config, { ...view, pending: undefined }), supersede: opposed }
}

/** Whatever comes of a sale, a purchase that waits is not what the strategies want any more. */
function leaving({ held, openedBySignal, pending }: FilterView): FilterVerdict {
  const opposed = pending === undefined ? {} : { supersede: pending }
  if (held === 0n)
    return { ...drop('nothing-to-sell', 'no position to close, and a spot market cannot be sold short'), ...opposed }
  if (!openedBySignal)
    return { ...drop('held-by-hand', 'the position was opened by hand; strategies do not close it'), ...opposed }
  return { keep: true, ...opposed }
}

function entering(candidate: CandidateSignal, config: FilterConfig, view: FilterView): FilterVerdict {
  if (view.pending !== undefined) return drop('duplicate', 'a signal for this instrument already waits for a decision')
  if (view.held > 0n) return drop('position-open', 'a position is already open')
  if (view.entryWorking) return drop('entry-working', 'an entry for this instrument is still working')
  if (view.lastSignalAt !== undefined && view.at - view.lastSignalAt < config.cooldown) {
    return drop(
      'cool-down',
      `the last signal was ${String(view.at - view.lastSignalAt)} ms ago; the cool-down is ${String(config.cooldown)} ms`,
    )
  }
  return coolingVoters(candidate, config, view) ?? { keep: true }
}

/** A candidate goes on when one strategy behind it is not cooling down: the others only agree. */
function coolingVoters({ votes }: CandidateSignal, config: FilterConfig, view: FilterView): FilterVerdict | undefined {
  const waits = votes
    .filter(({ stance }) => stance === 'long')
    .map(({ strategy }) => ({ strategy, since: view.at - (view.lastVotedAt(strategy) ?? -Infinity) }))
  const [first] = waits
  if (first === undefined || config.strategyCooldown === 0) return undefined
  if (waits.some(({ since }) => since >= config.strategyCooldown)) return undefined
  const { strategy, since } = waits.reduce((a, b) => (b.since > a.since ? b : a), first)
  const rest = waits.length === 1 ? '' : ', and the others behind it more recently'
  return drop(
    'strategy-cool-down',
    `${strategy} had an entry signal ${String(since)} ms ago${rest}; the cool-down of a strategy is ${String(config.strategyCooldown)} ms`,
  )
}

const drop = (code: string, reason: string) => ({ keep: false, code, reason }) as const

/** The most careful mode among the strategies that voted for the action. */
export function effectiveMode(candidate: CandidateSignal, modeOf: (strategy: StrategyId) => ApprovalMode): ApprovalMode {
  const stance = candidate.action === 'buy' ? 'long' : 'flat'
  const modes = candidate.votes.filter((vote) => vote.stance === stance).map((vote) => modeOf(vote.strategy))
  if (modes.includes('advisory')) return 'advisory'
  if (modes.length === 0 || modes.includes('manual')) return 'manual'
  return 'auto'
}
