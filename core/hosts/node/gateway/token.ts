import { randomBytes } from 'node:crypto'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../../../domain/index.ts'

const SHAPE = /^[A-Za-z0-9_-]{32}$/

/**
 * The token of this data folder: made once, readable by its owner only, so that a window that is
 * open over a restart finds its way back. Deleting the file makes a new one at the next start.
 */
export function keepToken(dataDir: string): string {
  const file = join(dataDir, 'gateway-token')
  try {
    const known = readFileSync(file, 'utf8').trim()
    if (SHAPE.test(known)) {
      chmodSync(file, 0o600)
      return known
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw unusable(file, error)
  }
  const token = randomBytes(24).toString('base64url')
  try {
    writeFileSync(file, `${token}\n`, { mode: 0o600 })
  } catch (error) {
    throw unusable(file, error)
  }
  return token
}

const unusable = (file: string, error: unknown): InputError =>
  new InputError({
    field: 'data folder',
    value: file,
    remedy: `cannot be used (${error instanceof Error ? error.message : String(error)})`,
  })
