import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto'

/** Costs of scrypt (RFC 7914): 2^17 x 8 x 128 bytes, 128 MiB and some tenths of a second a guess. */
export interface ScryptCosts {
  readonly N: number
  readonly r: number
  readonly p: number
}

export const COSTS: ScryptCosts = { N: 2 ** 17, r: 8, p: 1 }

export const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** AES-256-GCM: 96-bit random nonce, ciphertext, 128-bit tag; base64. */
export interface Sealed {
  readonly nonce: string
  readonly box: string
  readonly tag: string
}

export const deriveKey = (passphrase: string, salt: Buffer, { N, r, p }: ScryptCosts): Buffer =>
  // The same passphrase typed on another keyboard may arrive composed differently.
  scryptSync(passphrase.normalize('NFKC'), salt, KEY_BYTES, { N, r, p, maxmem: 256 * N * r })

/** `context` is not secret but is sealed too: it cannot be changed without notice. */
export function seal(key: Buffer, plain: Buffer, context: string): Sealed {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(context))
  const box = Buffer.concat([cipher.update(plain), cipher.final()])
  return { nonce: nonce.toString('base64'), box: box.toString('base64'), tag: cipher.getAuthTag().toString('base64') }
}

/** Null for the wrong key, and where anything was changed. */
export function unseal(key: Buffer, { nonce, box, tag }: Sealed, context: string): Buffer | null {
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64'), { authTagLength: TAG_BYTES })
  try {
    decipher.setAAD(Buffer.from(context))
    decipher.setAuthTag(Buffer.from(tag, 'base64'))
    return Buffer.concat([decipher.update(Buffer.from(box, 'base64')), decipher.final()])
  } catch {
    return null
  }
}
