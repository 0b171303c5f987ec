import type { IpcMain, IpcMainInvokeEvent } from 'electron'
import { z } from 'zod'
import { exchangeId, InputError, Secret } from '../../core/domain/index.ts'
import type { Clock } from '../../core/ports/index.ts'
import type { Credentials } from './credentials.ts'

const text = (most: number) => z.string().trim().min(1).max(most)
const submitSchema = z.strictObject({
  exchange: text(30).regex(/^[a-z0-9]{2,30}$/, 'give an exchange id such as binance'),
  id: text(40).regex(/^[A-Za-z0-9_.-]+$/, 'use letters, digits, dots and dashes'),
  apiKey: text(512),
  secret: text(4_096),
  password: z.string().trim().max(512),
})

/** Says which field is wrong and never what was in it. */
const wordsOf = (error: z.ZodError): string => {
  const [issue] = error.issues
  return `${issue?.path.join('.') ?? 'the form'}: ${issue?.message ?? 'not understood'}`
}

export interface KeysDoorOptions {
  readonly ipc: Pick<IpcMain, 'handle'>
  readonly credentials: Pick<Credentials, 'add' | 'backend'>
  readonly clock: Clock
  /** Whether the message comes from the window that asks for keys, and from nothing else. */
  readonly isAsker: (event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>) => boolean
  readonly onKept: (name: string) => void
  readonly onRefused: (reason: string) => void
}

/** The second door into the main process, for one window that is not the terminal's. Its answers quote nothing. */
export function acceptKeys({ ipc, credentials, clock, isAsker, onKept, onRefused }: KeysDoorOptions): void {
  const guarded = (channel: string, answer: (given: unknown) => Promise<{ ok: boolean; message: string }>): void => {
    ipc.handle(channel, async (event, given: unknown) => {
      if (isAsker(event)) return await answer(given)
      onRefused(`${channel} was not sent by the window that asks for keys`)
      return { ok: false, message: 'refused' }
    })
  }
  guarded('keys:backend', async () => {
    const { name, problem } = await credentials.backend()
    return { ok: problem === '', message: problem === '' ? `Kept by: ${name}` : `Keys cannot be kept here (${name}): ${problem}` }
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
    onKept(id)
    return { ok: true, message: `The keys ${id} are kept. You may close this window.` }
  })
}
