import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { InputError } from '../../domain/index.ts'
import { replaceFile } from '../durable-files/index.ts'

const base64 = (bytes?: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9+/]+={0,2}$/)
    .refine((text) => bytes === undefined || Buffer.from(text, 'base64').length === bytes)
const sealed = { nonce: base64(12), box: base64(), tag: base64(16) }

/** Beyond this a file would need more memory to open than there is. */
const MOST_COST = 2 ** 20
const powerOfTwo = z.int().refine((value) => value <= MOST_COST && Number.isInteger(Math.log2(value)))

const fileSchema = z.strictObject({
  format: z.literal('sentinel-keystore'),
  version: z.literal(1),
  kdf: z.strictObject({
    name: z.literal('scrypt'),
    N: powerOfTwo,
    r: z.literal(8),
    p: z.int().min(1).max(4),
    salt: base64(16),
  }),
  /** The key of all entries, sealed with what the passphrase gives. */
  key: z.strictObject(sealed),
  entries: z.array(
    z.strictObject({ id: z.string(), exchange: z.string(), label: z.string(), addedAt: z.int().min(0), ...sealed }),
  ),
})
export type KeystoreFile = z.output<typeof fileSchema>
export type SealedEntry = KeystoreFile['entries'][number]

const damaged = (file: string, reason: string): InputError =>
  new InputError({
    field: 'keystore',
    value: file,
    remedy: `${reason}; put a backup in its place, or remove it and add the keys again`,
  })

/** Undefined where there is none yet. Refuses one that is cheaper to guess than `leastCost`. */
export function readKeystore(file: string, leastCost: number): KeystoreFile | undefined {
  if (!existsSync(file)) return undefined
  let raw: unknown
  try {
    raw = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'is damaged' : `cannot be read (${String(error)})`
    throw damaged(file, reason)
  }
  const parsed = fileSchema.safeParse(raw)
  if (parsed.success && parsed.data.kdf.N >= leastCost) return parsed.data
  if (parsed.success) throw damaged(file, 'was made cheap to guess')
  throw damaged(file, `is damaged or of another version (${parsed.error.issues[0]?.path.join('.') ?? ''})`)
}

/** Readable for its owner alone; after a crash or a full disk there is the old file or the new one, never a part. */
export function writeKeystore(file: string, content: KeystoreFile): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    replaceFile(file, `${JSON.stringify(content, null, 2)}\n`, 0o600)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError({ field: 'keystore', value: file, remedy: `cannot be written (${reason}); nothing was changed` })
  }
}
