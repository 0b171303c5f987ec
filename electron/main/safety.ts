import type { ModeRow } from '../../core/contract/index.ts'
import { commandId } from '../../core/domain/index.ts'
import type { IdSource } from '../../core/ports/index.ts'
import type { ServiceClients, TraderName } from '../../core/services/mode/index.ts'

export type SafetyAction = 'kill' | 'flatten'

export interface SafetyOptions {
  readonly clients: Pick<ServiceClients, 'api'>
  readonly mode: () => Pick<ModeRow, 'mode' | 'live'>
  readonly ids: IdSource
}

export interface SafetyOutcome {
  readonly done: boolean
  /** What each trader answered, for people. */
  readonly said: string
}

/** The traders that a safety action is for: the one that is commanded, and real money wherever it is at stake. */
export function tradersAtStake({ mode, live }: Pick<ModeRow, 'mode' | 'live'>): readonly TraderName[] {
  if (mode === 'live') return ['trader-live']
  return live === 'off' ? ['trader-paper'] : ['trader-live', 'trader-paper']
}

/** Goes from main to the traders over ports of their own: it needs no window. */
export async function performSafety(action: SafetyAction, options: SafetyOptions): Promise<SafetyOutcome> {
  const { clients, ids, mode } = options
  const answers = await Promise.all(
    tradersAtStake(mode()).map(async (trader) => {
      const id = commandId(ids.next(action))
      const commands = {
        kill: { type: 'Kill', id, flatten: false },
        flatten: { type: 'Flatten', id },
      } as const
      const name = trader === 'trader-live' ? 'Live' : 'Paper'
      try {
        const { ok, message } = await clients.api(trader).command(commands[action], 'tray')
        return { done: ok, said: `${name}: ${message}` }
      } catch (error) {
        return { done: false, said: `${name}: ${error instanceof Error ? error.message : String(error)}` }
      }
    }),
  )
  return { done: answers.every(({ done }) => done), said: answers.map(({ said }) => said).join('\n') }
}
