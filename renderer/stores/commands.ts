import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CommandInput } from '../../core/contract/index.ts'
import type { CommandResult } from '../../core/domain/index.ts'
import type { EngineClient } from '../engine-client/index.ts'
import type { Toasts } from './toasts.ts'

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never
/** A command before its id is given. */
export type CommandDraft = WithoutId<CommandInput>

/** `trader` is the trader of the mode; the live one is commanded by name before the mode is live. */
export type CommandedService = 'trader' | 'trader-live'

export interface CommandStats {
  /** From the person's action to the trader's answer, ms; undefined before the first. */
  readonly lastAck: number | undefined
  readonly inFlight: number
}

export interface Commander {
  readonly stats: StoreApi<CommandStats>
  /** Sends a command and shows the answer; undefined when none came. */
  send(draft: CommandDraft, label: string, to?: CommandedService): Promise<CommandResult | undefined>
}

export interface CommanderOptions {
  readonly client: EngineClient
  readonly toasts: Toasts
  readonly newId: () => string
  /** Monotonic ms. */
  readonly elapsed: () => number
}

export function commander({ client, toasts, newId, elapsed }: CommanderOptions): Commander {
  const stats = createStore<CommandStats>(() => ({ lastAck: undefined, inFlight: 0 }))
  const count = (step: number): void => {
    stats.setState((state) => ({ inFlight: state.inFlight + step }))
  }

  const attempt = async (command: object, label: string, to: CommandedService): Promise<CommandResult | undefined> => {
    const started = elapsed()
    count(1)
    try {
      const result = await client.api[to].command(command, 'user')
      stats.setState({ lastAck: elapsed() - started })
      toasts.show({ tone: result.ok ? 'ok' : 'error', title: result.ok ? label : `${label}: refused`, text: result.message })
      return result
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const sent = !reason.includes('nothing was sent')
      toasts.show({
        tone: 'error',
        title: `${label}: ${sent ? 'no answer' : 'not sent'}`,
        text: sent
          ? `${reason}. The outcome is not known: look at Orders, or ask again (it is carried out at most once).`
          : reason,
        action: {
          label: sent ? 'Ask again' : 'Send',
          run: () => {
            void attempt(command, label, to)
          },
        },
      })
      return undefined
    } finally {
      count(-1)
    }
  }

  return { stats, send: (draft, label, to = 'trader') => attempt({ ...draft, id: newId() }, label, to) }
}
