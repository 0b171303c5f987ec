import { BrowserWindow, type IpcMain, type IpcMainInvokeEvent, session } from 'electron'
import { z } from 'zod'
import { exchangeId, InputError, Secret } from '../../core/domain/index.ts'
import type { Clock } from '../../core/ports/index.ts'
import type { Credentials } from './credentials.ts'
import { KEYS_PAGE, KEYS_POLICY, KEYS_URL } from './keys-page.ts'
import { fenceSession, lockPage, PAGE_SCHEME } from './page-rules.ts'
import { FENCE_HEADERS } from './serve-page.ts'

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

/** Opens the window that asks for keys, one at a time. */
export class KeysWindow {
  readonly #preload: string
  #window: BrowserWindow | undefined

  constructor(preload: string) {
    this.#preload = preload
  }

  /** Its session is its own and lives in memory; nothing of the terminal is reached from it, and the other way round. */
  prepare(): void {
    const own = session.fromPartition('keys')
    fenceSession(own)
    own.protocol.handle(PAGE_SCHEME, ({ method, url }) => {
      const isPage = method === 'GET' && url === KEYS_URL
      const headers = { ...FENCE_HEADERS, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': KEYS_POLICY }
      return new Response(isPage ? KEYS_PAGE : null, { status: isPage ? 200 : 404, headers })
    })
  }

  open(): void {
    if (this.#window !== undefined) {
      this.#window.focus()
      return
    }
    const window = new BrowserWindow({
      width: 540,
      height: 560,
      resizable: false,
      minimizable: false,
      maximizable: false,
      title: 'Exchange keys',
      webPreferences: {
        preload: this.#preload,
        partition: 'keys',
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
      },
    })
    this.#window = window
    lockPage(window.webContents)
    window.removeMenu()
    // What is typed here is in nobody's screen recording.
    window.setContentProtection(true)
    window.on('closed', () => {
      this.#window = undefined
    })
    window.loadURL(KEYS_URL).catch(() => {
      if (!window.isDestroyed()) window.destroy()
    })
  }

  isAsker({ sender, senderFrame }: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>): boolean {
    const contents = this.#window?.webContents
    return contents?.id === sender.id && senderFrame?.parent === null && senderFrame.url === KEYS_URL
  }
}
