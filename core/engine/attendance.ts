import type { EngineEvent, Millis, UnattendedStage } from '../domain/index.ts'
import type { EngineState } from './state.ts'

/** Whether somebody is there, and how far the engine went since nobody seems to be. */
export interface Attendance {
  readonly stage: UnattendedStage
  /** When the stage began. */
  readonly since: Millis
  /** The newest command, or the start. */
  readonly presentAt: Millis
  /** Signals in a row that waited for a person in vain. */
  readonly expired: number
}

export const attended = (at: Millis): Attendance => ({ stage: 'attended', since: at, presentAt: at, expired: 0 })

/** A command is a sign of life. It ends what was only an alarm; entries that were stopped wait for a re-arm, but nothing is sold meanwhile. */
function seen(now: Attendance, at: Millis): Attendance {
  if (now.stage === 'escalated') return attended(at)
  return { ...now, presentAt: at, expired: 0, since: now.stage === 'reduce-only' ? at : now.since }
}

/** A signal that ran out while a person could have decided it; not one that a jump of the clock ended, nor an advice. */
function waitedInVain(state: EngineState, event: Extract<EngineEvent, { type: 'SignalDecided' }>, at: Millis): boolean {
  const signal = state.signals.get(event.signalId)
  return event.state === 'EXPIRED' && signal?.mode === 'manual' && at >= signal.expiresAt
}

/** What an event says about who is there. */
export function attend(state: EngineState, event: EngineEvent, at: Millis): Attendance {
  const now = state.attendance
  switch (event.type) {
    case 'AccountOpened':
      return attended(at)
    case 'SessionResumed':
      // Perhaps a person started it, perhaps it started itself after a crash: only the idle time begins anew.
      return { ...now, presentAt: at }
    case 'CommandAnswered':
      return seen(now, at)
    case 'TradingRearmed':
      return attended(at)
    case 'SignalDecided':
      return waitedInVain(state, event, at) ? { ...now, expired: now.expired + 1 } : now
    case 'UnattendedStageSet':
      return { ...now, stage: event.stage, since: at }
    case 'ClockDistrusted':
      // What lies ahead of a clock that was set back would bind for as long.
      return { ...now, since: earlier(now.since, at), presentAt: earlier(now.presentAt, at) }
    default:
      return now
  }
}

const earlier = (a: Millis, b: Millis): Millis => (a < b ? a : b)
