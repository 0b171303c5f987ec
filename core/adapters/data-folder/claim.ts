import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { InputError } from '../../domain/index.ts'

/** One level at a time: the recursive form of mkdir never returns on file systems such as /proc that refuse new entries. */
function makeFolder(dir: string): void {
  const missing: string[] = []
  for (let at = dir; !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.push(at)
  for (const folder of missing.reverse()) mkdirSync(folder)
}

/**
 * Claims a data folder for this process. The claim is an exclusive SQLite lock, which the
 * operating system takes back when the process dies in whatever way, so it can never be stale.
 * Throws InputError, in the name of the option `field`, for a folder that cannot be written or is in
 * use. Returns the release.
 */
export function claimDataFolder(dir: string, field = '--data'): () => void {
  try {
    makeFolder(dir)
    accessSync(dir, constants.W_OK)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError({
      field,
      value: dir,
      remedy: `is not a folder that can be written (${reason}); choose another`,
    })
  }
  let database: Database.Database
  try {
    database = new Database(join(dir, 'in-use.lock'), { timeout: 0 })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError({ field, value: dir, remedy: `cannot be written (${reason}); choose another folder` })
  }
  try {
    database.pragma('locking_mode = EXCLUSIVE')
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new InputError({
        field,
        value: dir,
        remedy: 'another instance uses this folder; stop it or choose another folder',
      })
    }
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError({ field, value: dir, remedy: `cannot be locked (${reason}); choose another folder` })
  }
  return () => {
    database.close()
  }
}
