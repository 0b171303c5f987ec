import { MINUTE, type UnattendedStage } from '../../domain/index.ts'
import type { Step } from '../step.ts'
import { flattenAll, halt } from './halt.ts'

const minutes = (ms: number): string => `${String(Math.floor(ms / MINUTE))} min`

/** Why nobody seems to be there; undefined while somebody does. */
function absence({ state, config, at }: Step): string | undefined {
  const { expired, presentAt } = state.attendance
  const { expiredSignals, idle } = config.unattended
  if (expiredSignals > 0 && expired >= expiredSignals)
    return `${String(expired)} signal${expired === 1 ? '' : 's'} in a row expired without a decision`
  if (idle > 0 && at - presentAt >= idle) return `no command for ${minutes(at - presentAt)}`
  return undefined
}

/** One stage at a time: alarm, then no more entries, then out of the market, each after its own wait. Zero means never. */
export function decideAttendance(step: Step): void {
  const { state, config, at } = step
  const { stage, since } = state.attendance
  const due = (wait: number): boolean => wait > 0 && at - since >= wait
  const enter = (next: UnattendedStage, reason: string): void => {
    step.emit({ type: 'UnattendedStageSet', stage: next, reason })
  }
  if (stage === 'attended') {
    const reason = absence(step)
    if (reason !== undefined) enter('escalated', reason)
  } else if (stage === 'escalated' && due(config.unattended.reduceOnlyAfter)) {
    const reason = `unattended for ${minutes(at - since)} since the alarm`
    enter('reduce-only', reason)
    halt(step, 'unattended', reason, 'engine')
  } else if (stage === 'reduce-only' && due(config.unattended.flattenAfter)) {
    enter('flattened', `unattended for ${minutes(at - since)} since entries were stopped`)
    flattenAll(step)
  }
}
