import type { CandidateSignal } from '../../domain/index.ts'
import type { Step } from '../step.ts'

/** Clocks of threads of one machine differ by so much at most, ms. */
const SAME_CLOCK = 100

/** Why a candidate is too old, or from before a jump of the clock; undefined when it is of now. */
export function outdated(step: Step, candidate: CandidateSignal): string | undefined {
  const { createdAt } = candidate
  const { clockJumpedAt } = step.state
  const age = step.at - createdAt
  if (age < -SAME_CLOCK || (clockJumpedAt !== undefined && createdAt < clockJumpedAt)) return 'made before the clock jumped'
  const { timeToLive } = step.config.approval
  return age > timeToLive ? `made ${String(age)} ms ago; signals live for ${String(timeToLive)} ms` : undefined
}
