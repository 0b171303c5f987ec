import type { CandidateSignal, StrategyId } from '../../domain/index.ts'
import type { TrackRecord } from '../../signals/index.ts'
import type { Port } from '../runtime/index.ts'

/** From strategy to trader. `triggeredAt` is when the fact behind the signal was received. */
export interface CandidateMessage {
  readonly type: 'candidate'
  readonly candidate: CandidateSignal
  readonly gapOpen: boolean
}

/** From trader to strategy. */
export interface SwitchMessage {
  readonly type: 'switch'
  readonly strategy: StrategyId
  readonly enabled: boolean
}

/** From trader to strategy: every record of its environment, in place of those known before. */
export interface TrackMessage {
  readonly type: 'track-records'
  readonly records: readonly TrackRecord[]
}

/** From trader to strategy: this is the trader that may enter positions. */
export interface ArmedMessage {
  readonly type: 'armed'
}

export type TraderWord = SwitchMessage | TrackMessage | ArmedMessage

export const sendArmed = (port: Port): void => {
  const message: ArmedMessage = { type: 'armed' }
  port.send(message)
}

export const sendTrackRecords = (port: Port, records: readonly TrackRecord[]): void => {
  const message: TrackMessage = { type: 'track-records', records }
  port.send(message)
}

export const sendCandidate = (port: Port, candidate: CandidateSignal, gapOpen: boolean): void => {
  const message: CandidateMessage = { type: 'candidate', candidate, gapOpen }
  port.send(message)
}

export const sendSwitch = (port: Port, strategy: StrategyId, enabled: boolean): void => {
  const message: SwitchMessage = { type: 'switch', strategy, enabled }
  port.send(message)
}
