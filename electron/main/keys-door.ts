import type { IpcMain, IpcMainInvokeEvent } from 'electron'
import { z } from 'zod'
import { exchangeId, InputError, Secret } from '../../core/domain/index.ts'
import type { Clock } from '../../core/ports/index.ts'
import type { Credentials } from './credentials.ts'

const text = (most: number) => z.string().trim().min(1).max(most)
const removeSchema = z.strictObject({ id: text(40) })
const submitSchema = z.strictObject({
  exchange: text(30).regex(/^[a-z0-9]{2,30}$/, 'give an exchange id such as binance'),
  id: text(40).regex(/^[A-Za-z0-9_.-]+$/, 'use letters, digits, dots and dashes'),
  apiKey: text(512),
  secret: text(4_096),
  password: z.string().trim().max(512),
})

interface Answer {
  readonly ok: boolean
  readonly message: string
  readonly names?: readonly string[]
}

/** Says which field is wrong and never what was in it. */
const wordsOf = (error: z.ZodError): string => {
  const [issue] = error.issues
  return `${issue?.path.join('.') ?? 'the form'}: ${issue?.message ?? 'not understood'}`
}

export interface KeysDoorOptions {
  readonly ipc: Pick<IpcMain, 'handle'>
  readonly credentials: Pick<Credentials, 'add' | 'backend' | 'list' | 'remove'>
  readonly clock: Clock
  /** Whether the message comes from the window that asks for keys, and from nothing else. */
  readonly isAsker: (event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>) => boolean
  /** Keys came or went. */
  readonly onChanged: () => void
  readonly onRefused: (reason: string) => void
}

/** The second door into the main process, for one window that is not the terminal's. Its answers quote nothing. */
export function acceptKeys({ ipc, credentials, clock, isAsker, onChanged, onRefused }: KeysDoorOptions): void {
  const guarded = (channel: string, answer: (given: unknown) => Promise<Answer>): void => {
    ipc.handle(channel, async (event, given: unknown) => {
      if (isAsker(event)) return await answer(given)
      onRefused(`${channel} was not sent by the window that asks for keys`)
      return { ok: false, message: 'refused' }
    })
  }
  /** Of a file that is damaged there are none to show; the backend's words or the next attempt say so. */
  const names = (): readonly string[] => {
    try {
      return credentials.list().map(({ id }) => id)
    } catch {
      return []
    }
  }
  guarded('keys:backend', async () => {
    const { name, problem } = await credentials.backend()
    const message = problem === '' ? `Kept by: ${name}` : `Keys cannot be kept here (${name}): ${problem}`
    return { ok: problem === '', message, names: names() }
  })
  guarded('keys:submit', async (given) => {
    const parsed = submitSchema.safeParse(given)
    if (!parsed.success) return { ok: false, message: wordsOf(parsed.error) }
    const { exchange, id, apiKey, secret, password } = parsed.data
    try {
      await credentials.add(
        { id, exchange: exchangeId(exchange), label: '', addedAt: clock.now() },
        {
          apiKey: new Secret(apiKey),
          secret: new Secret(secret),
          ...(password === '' ? {} : { password: new Secret(password) }),
        },
      )
    } catch (error) {
      return { ok: false, message: error instanceof InputError ? error.message : 'They were not kept: the keychain refused.' }
    }
    onChanged()
    return { ok: true, message: `The keys ${id} are kept. You may close this window.`, names: names() }
  })
  guarded('keys:remove', async (given) => {
    const parsed = removeSchema.safeParse(given)
    if (!parsed.success) return { ok: false, message: wordsOf(parsed.error) }
    try {
      credentials.remove(parsed.data.id)
    } catch (error) {
      return { ok: false, message: error instanceof InputError ? error.problem.remedy : 'They were not removed.' }
    }
    onChanged()
    return { ok: true, message: 'Removed. A live trader that runs keeps what it was given until it ends.', names: names() }
  })
}
