import { existsSync, readFileSync } from 'node:fs'
import type { SafeStorage } from 'electron'
import { z } from 'zod'
import { replaceFile } from '../../core/adapters/durable-files/index.ts'
import { exchangeId, InputError, millis, Secret } from '../../core/domain/index.ts'
import type { ExchangeKeys, KeyEntry } from '../../core/ports/index.ts'
import type { UnlockedKeys } from '../../core/services/runtime/index.ts'

const ENTRY_NAME = /^[A-Za-z0-9_.-]{1,40}$/
const fileSchema = z.strictObject({
  format: z.literal('sentinel-keychain-entries'),
  version: z.literal(1),
  entries: z
    .array(
      z.strictObject({
        id: z.string().regex(ENTRY_NAME),
        exchange: z.string().regex(/^[a-z0-9]{2,30}$/),
        label: z.string().max(80),
        addedAt: z.int().min(0),
        box: z.base64(),
      }),
    )
    .max(50),
})
type StoredEntry = z.output<typeof fileSchema>['entries'][number]

const sealedSchema = z.strictObject({
  entry: z.tuple([z.string(), z.string(), z.string(), z.number()]),
  keys: z.union([z.tuple([z.string(), z.string()]), z.tuple([z.string(), z.string(), z.string()])]),
})

type Keychain = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptStringAsync' | 'decryptStringAsync'
>

/** What protects the keys here. `problem` says what to do when nothing does. */
export interface Backend {
  readonly name: string
  readonly problem: string
}

const NAMES: Partial<Record<NodeJS.Platform, string>> = { darwin: 'macOS Keychain', win32: 'Windows DPAPI' }
/** With this Chromium marks what it encrypted with a password that is part of its source. */
const WEAK_MARK = 'v10'
const INSTALL =
  'install and unlock a keyring (gnome-keyring with libsecret, or KWallet), log in again and start Sentinel anew; or trade from the command line with `sentinel serve --keys NAME`, which keeps keys under a passphrase'

export interface CredentialsOptions {
  readonly file: string
  readonly keychain: Keychain
  readonly platform: NodeJS.Platform
}

/** Exchange keys under the keychain of the system. Nothing secret stays here: each use asks the keychain anew. */
export class Credentials {
  readonly #options: CredentialsOptions

  constructor(options: CredentialsOptions) {
    this.#options = options
  }

  async backend(): Promise<Backend> {
    const { keychain, platform } = this.#options
    const available = await keychain.isAsyncEncryptionAvailable().catch(() => false)
    const known = NAMES[platform]
    if (known !== undefined)
      return { name: known, problem: available ? '' : `the ${known} does not answer; unlock it and try again` }
    const name = keychain.getSelectedStorageBackend()
    if (name === 'basic_text')
      return { name, problem: `this desktop has no keyring: keys would be as good as in plain text; ${INSTALL}` }
    return { name, problem: available ? '' : `the keyring (${name}) does not answer; ${INSTALL}` }
  }

  list(): readonly KeyEntry[] {
    return this.#read().map(entryOf)
  }

  async add(entry: KeyEntry, keys: ExchangeKeys): Promise<void> {
    const { keychain, platform } = this.#options
    const known = this.#read()
    if (known.some(({ id }) => id === entry.id))
      throw new InputError({ field: 'id', value: entry.id, remedy: 'there are keys of this name; remove them or choose another' })
    const { name, problem } = await this.backend()
    if (problem !== '') throw new InputError({ field: 'keychain', value: name, remedy: problem })
    const parts = [keys.apiKey, keys.secret, ...(keys.password === undefined ? [] : [keys.password])]
    const sealed = await keychain.encryptStringAsync(
      JSON.stringify({ entry: contextOf(entry), keys: parts.map((part) => part.reveal()) }),
    )
    if (platform === 'linux' && sealed.subarray(0, WEAK_MARK.length).toString('latin1') === WEAK_MARK)
      throw new InputError({ field: 'keychain', value: name, remedy: `it protects with a known password only; ${INSTALL}` })
    const { id, exchange, label, addedAt } = entry
    this.#write([...known, { id, exchange, label, addedAt, box: sealed.toString('base64') }])
  }

  /** For the live trader, at each of its starts; whoever calls keeps nothing of it. */
  async open(id: string): Promise<UnlockedKeys> {
    const entry = this.#read().find((each) => each.id === id)
    if (entry === undefined) throw new InputError({ field: 'keys', value: id, remedy: 'there are no keys of this name' })
    const refused = (remedy: string): InputError => new InputError({ field: 'keys', value: id, remedy })
    const { result } = await this.#options.keychain.decryptStringAsync(Buffer.from(entry.box, 'base64')).catch(() => {
      throw refused('the keychain does not open them: they are of another user or computer; remove them and add them again')
    })
    const opened = sealedSchema.safeParse(parseJson(result))
    if (!opened.success || JSON.stringify(opened.data.entry) !== JSON.stringify(contextOf(entry)))
      throw refused('this entry was changed from outside; remove it and add the keys again')
    const [apiKey, secret, password] = opened.data.keys
    return {
      name: id,
      exchange: exchangeId(entry.exchange),
      apiKey: new Secret(apiKey),
      secret: new Secret(secret),
      ...(password === undefined ? {} : { password: new Secret(password) }),
    }
  }

  remove(id: string): void {
    const entries = this.#read()
    if (!entries.some((entry) => entry.id === id))
      throw new InputError({ field: 'keys', value: id, remedy: 'there are no keys of this name' })
    this.#write(entries.filter((entry) => entry.id !== id))
  }

  #read(): readonly StoredEntry[] {
    const { file } = this.#options
    if (!existsSync(file)) return []
    const found = fileSchema.safeParse(parseJson(readFileSync(file, 'utf8')))
    if (found.success) return found.data.entries
    throw new InputError({
      field: 'keys',
      value: file,
      remedy: 'is damaged; put a backup in its place, or remove it and add the keys again',
    })
  }

  #write(entries: readonly StoredEntry[]): void {
    const content = { format: 'sentinel-keychain-entries', version: 1, entries }
    replaceFile(this.#options.file, `${JSON.stringify(content, null, 2)}\n`, 0o600)
  }
}

/** Sealed with the keys: a box that is put under another name is noticed. */
const contextOf = ({ id, exchange, label, addedAt }: StoredEntry | KeyEntry) => [id, exchange, label, addedAt] as const

const entryOf = ({ id, exchange, label, addedAt }: StoredEntry): KeyEntry => ({
  id,
  exchange: exchangeId(exchange),
  label,
  addedAt: millis(addedAt),
})

/** What is no JSON is told apart by the schema; a parser's error would quote it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
