import type { ExchangeId, Millis, Secret } from '../domain/index.ts'

/** What may be shown of a set of keys. */
export interface KeyEntry {
  /** Unique in the store. */
  readonly id: string
  readonly exchange: ExchangeId
  /** What the user calls it. */
  readonly label: string
  readonly addedAt: Millis
}

/** What signs orders. Exists in the clear only inside the live trader. */
export interface ExchangeKeys {
  readonly apiKey: Secret
  readonly secret: Secret
  /** Some exchanges want a third part. */
  readonly password?: Secret
}

/**
 * Exchange keys, encrypted at rest. Throws InputError for a wrong passphrase, an id that is not there and a file that
 * is damaged or was tampered with; never says any part of a secret.
 */
export interface Keystore {
  /** Without the passphrase. */
  list(): readonly KeyEntry[]
  /** That the passphrase opens the store. */
  check(passphrase: Secret): void
  add(passphrase: Secret, entry: KeyEntry, keys: ExchangeKeys): void
  open(passphrase: Secret, id: string): ExchangeKeys
  remove(passphrase: Secret, id: string): void
  /** All entries stay; what was encrypted under the old passphrase cannot be read with it any more. */
  changePassphrase(from: Secret, to: Secret): void
}
