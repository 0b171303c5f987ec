import { randomBytes } from 'node:crypto'
import { exchangeId, InputError, type Millis, Secret } from '../../domain/index.ts'
import type { ExchangeKeys, KeyEntry, Keystore } from '../../ports/index.ts'
import { type KeystoreFile, readKeystore, type SealedEntry, writeKeystore } from './file.ts'
import { COSTS, deriveKey, KEY_BYTES, type ScryptCosts, seal, unseal } from './seal.ts'

export const LEAST_PASSPHRASE = 10

const KEY_CONTEXT = 'sentinel-keystore 1 key'
const entryContext = ({ id, exchange, label, addedAt }: SealedEntry | KeyEntry): string =>
  JSON.stringify(['sentinel-keystore 1 entry', id, exchange, label, addedAt])

const entryOf = ({ id, exchange, label, addedAt }: SealedEntry): KeyEntry => ({
  id,
  exchange: exchangeId(exchange),
  label,
  addedAt: addedAt as Millis,
})

const packed = ({ apiKey, secret, password }: ExchangeKeys): Buffer =>
  Buffer.from(JSON.stringify([apiKey.reveal(), secret.reveal(), ...(password === undefined ? [] : [password.reveal()])]))

function unpacked(plain: Buffer): ExchangeKeys {
  const [apiKey = '', secret = '', password] = JSON.parse(plain.toString('utf8')) as string[]
  plain.fill(0)
  return {
    apiKey: new Secret(apiKey),
    secret: new Secret(secret),
    ...(password === undefined ? {} : { password: new Secret(password) }),
  }
}

function newFile(passphrase: Secret, dataKey: Buffer, costs: ScryptCosts): Pick<KeystoreFile, 'kdf' | 'key'> {
  if (passphrase.length < LEAST_PASSPHRASE)
    throw new InputError({
      field: 'passphrase',
      value: `${String(passphrase.length)} characters`,
      remedy: `choose at least ${String(LEAST_PASSPHRASE)}: it is all that protects the keys of whoever gets the file`,
    })
  const salt = randomBytes(16)
  return {
    kdf: { name: 'scrypt', N: costs.N, r: 8, p: costs.p, salt: salt.toString('base64') },
    key: seal(deriveKey(passphrase.reveal(), salt, costs), dataKey, KEY_CONTEXT),
  }
}

/** One file of sealed keys. Entries are sealed with a random key, and that key with the passphrase. */
export class FileKeystore implements Keystore {
  readonly #file: string
  readonly #costs: ScryptCosts

  constructor(file: string, costs: ScryptCosts = COSTS) {
    this.#file = file
    this.#costs = costs
  }

  list(): readonly KeyEntry[] {
    return (this.#read()?.entries ?? []).map(entryOf)
  }

  check(passphrase: Secret): void {
    this.#dataKey(this.#need(), passphrase)
  }

  add(passphrase: Secret, entry: KeyEntry, keys: ExchangeKeys): void {
    for (const [field, value] of Object.entries({ 'API key': keys.apiKey, 'API secret': keys.secret }))
      if (value.length === 0) throw new InputError({ field, value: 'empty', remedy: 'give what the exchange shows' })
    const known = this.#read()
    if (known?.entries.some(({ id }) => id === entry.id) === true)
      throw new InputError({
        field: 'id',
        value: entry.id,
        remedy: 'there are keys of this name; remove them first or choose another',
      })
    const dataKey = known === undefined ? randomBytes(KEY_BYTES) : this.#dataKey(known, passphrase)
    const file = known ?? {
      format: 'sentinel-keystore' as const,
      version: 1 as const,
      entries: [],
      ...newFile(passphrase, dataKey, this.#costs),
    }
    const { id, exchange, label, addedAt } = entry
    const sealed = seal(dataKey, packed(keys), entryContext(entry))
    writeKeystore(this.#file, { ...file, entries: [...file.entries, { id, exchange, label, addedAt, ...sealed }] })
  }

  open(passphrase: Secret, id: string): ExchangeKeys {
    const file = this.#need()
    const entry = this.#entry(file, id)
    const plain = unseal(this.#dataKey(file, passphrase), entry, entryContext(entry))
    if (plain === null)
      throw new InputError({
        field: 'keystore',
        value: id,
        remedy: 'this entry was changed from outside; remove it and add the keys again',
      })
    return unpacked(plain)
  }

  remove(passphrase: Secret, id: string): void {
    const file = this.#need()
    const entry = this.#entry(file, id)
    this.#dataKey(file, passphrase)
    writeKeystore(this.#file, { ...file, entries: file.entries.filter((each) => each !== entry) })
  }

  changePassphrase(from: Secret, to: Secret): void {
    const file = this.#need()
    const old = this.#dataKey(file, from)
    // A new key for the entries too: who kept an old copy of the file and its passphrase learns nothing of the new one.
    const dataKey = randomBytes(KEY_BYTES)
    const entries = file.entries.map((entry) => {
      const plain = unseal(old, entry, entryContext(entry))
      if (plain === null)
        throw new InputError({
          field: 'keystore',
          value: entry.id,
          remedy: 'this entry was changed from outside; remove it first',
        })
      return { ...entry, ...seal(dataKey, plain, entryContext(entry)) }
    })
    writeKeystore(this.#file, { ...file, ...newFile(to, dataKey, this.#costs), entries })
  }

  #read(): KeystoreFile | undefined {
    return readKeystore(this.#file, this.#costs.N)
  }

  #need(): KeystoreFile {
    const file = this.#read()
    if (file !== undefined) return file
    throw new InputError({ field: 'keystore', value: this.#file, remedy: 'holds no keys yet; add some with `keys add`' })
  }

  #entry(file: KeystoreFile, id: string): SealedEntry {
    const found = file.entries.find((entry) => entry.id === id)
    if (found !== undefined) return found
    const known = file.entries.map((entry) => entry.id).join(', ')
    throw new InputError({ field: 'id', value: id, remedy: known === '' ? 'there are no keys' : `use one of ${known}` })
  }

  #dataKey({ kdf, key }: KeystoreFile, passphrase: Secret): Buffer {
    const found = unseal(deriveKey(passphrase.reveal(), Buffer.from(kdf.salt, 'base64'), kdf), key, KEY_CONTEXT)
    if (found !== null) return found
    throw new InputError({ field: 'passphrase', value: '[secret]', remedy: 'it does not open this keystore' })
  }
}
