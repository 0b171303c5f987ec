import { type ClockJump, describeJump } from '../../domain/index.ts'
import type { Step } from '../step.ts'
import { disarmLive } from './arming.ts'
import { endSignal } from './signals.ts'

/** Our clock jumped or stood still: what was proposed before knows nothing of the market of now. */
export function decideJump(step: Step, jump: ClockJump): void {
  step.emit({ type: 'ClockDistrusted', jump })
  for (const id of [...step.state.pending]) {
    const signal = step.state.signals.get(id)
    const reason = `made before ${describeJump(jump)}`
    if (signal !== undefined) endSignal(step, signal, { state: 'EXPIRED', by: 'clock', reason })
  }
  disarmLive(step, 'clock', describeJump(jump))
}
