import type { AlertRow, SentinelConfig } from '../../contract/index.ts'
import type { FieldProblem } from '../../domain/index.ts'
import type { UserStrategyFile } from '../../ports/index.ts'
import type { WriteTallyRows } from '../../recording/index.ts'
import type { KeysMessage } from './keys.ts'
import type { LogLine } from './log-relay.ts'
import type { Port } from './port.ts'

/** Direct connections between services; the host makes the pairs and hands one end to each side. */
export const PEERS = [
  ['feed', 'strategy'],
  ['feed', 'trader'],
  ['feed', 'recorder'],
  ['strategy', 'trader'],
  ['recorder', 'trader'],
  ['research', 'strategy'],
  ['feed', 'trader-live'],
  ['strategy', 'trader-live'],
  ['recorder', 'trader-live'],
] as const satisfies readonly (readonly [string, string])[]

/** What the host tells a service. Ports come beside the message. */
export type HostToService =
  /** `mayArm` false: to a paper trader that comes back while live is armed. */
  | { readonly type: 'boot'; readonly config: SentinelConfig; readonly mayArm?: boolean }
  | { readonly type: 'peer'; readonly name: string; readonly port: Port }
  | { readonly type: 'client'; readonly port: Port }
  /** The host's own connection to a trader, for what no client may ask; see TraderControl. */
  | { readonly type: 'control'; readonly port: Port }
  /** To the live trader, once, after it was booted. */
  | KeysMessage
  /** To the strategy service: all of the user's strategies as they are now, in place of those before. */
  | { readonly type: 'user-strategies'; readonly files: readonly UserStrategyFile[] }
  /** The machine slept: what is older is to be doubted at once, not when the next fact comes. */
  | { readonly type: 'woken' }
  | { readonly type: 'stop' }

export interface Vitals {
  /** Event-loop lag since the last heartbeat, 99th percentile, ms. */
  readonly loopLag: number
  /** Heap in use, bytes. */
  readonly memory: number
}

/** What a service tells the host. */
export type ServiceToHost =
  | { readonly type: 'ready' }
  | { readonly type: 'heartbeat'; readonly vitals: Vitals }
  | { readonly type: 'alert'; readonly alert: AlertRow }
  /** A line of its log, bounded by the relay. */
  | { readonly type: 'log'; readonly line: LogLine }
  | { readonly type: 'failed'; readonly message: string; readonly problem?: FieldProblem }
  /** What the recorder has committed in this life of it; the last one comes before it has stopped. */
  | { readonly type: 'tally'; readonly life: number; readonly tally: WriteTallyRows }
  | { readonly type: 'stopped' }
