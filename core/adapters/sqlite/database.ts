import { closeSync, copyFileSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { InputError } from '../../domain/index.ts'

/** One numbered step of a schema. Never edited after release; a change is a new step. */
export interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
}

export interface OpenOptions {
  readonly migrations: readonly Migration[]
  /** FULL survives a power cut with every committed row; NORMAL may lose the last moments, never the file. */
  readonly synchronous: 'NORMAL' | 'FULL'
  /** How long a statement waits for another connection's lock, ms; 2000 unless told. */
  readonly busyTimeout?: number
  /** INCREMENTAL lets a file give free pages back; it takes effect when the file is made. */
  readonly autoVacuum?: 'INCREMENTAL'
}

const DAMAGED = ['SQLITE_NOTADB', 'SQLITE_CORRUPT']

/** Opens (or creates) a database in WAL mode and brings its schema up to date. */
export function openDatabase(file: string, options: OpenOptions): Database.Database {
  const database = connect(file)
  try {
    if (options.autoVacuum !== undefined) database.pragma(`auto_vacuum = ${options.autoVacuum}`)
    database.pragma('journal_mode = WAL')
    database.pragma(`synchronous = ${options.synchronous}`)
    database.pragma('busy_timeout = 2000')
    database.pragma('foreign_keys = ON')
    migrate(database, file, options.migrations)
    database.pragma(`busy_timeout = ${String(options.busyTimeout ?? 2_000)}`)
    return database
  } catch (error) {
    database.close()
    if (error instanceof Database.SqliteError && DAMAGED.includes(error.code)) {
      throw new InputError({
        field: 'data folder',
        value: file,
        remedy: `is no database or is damaged (${error.message}); put a backup in its place, or choose another folder with --data DIR`,
      })
    }
    throw error
  }
}

/** A read-only handle for those that may look but not write; the file must have the newest schema already. */
export function openReadOnly(file: string, migrations: readonly Migration[]): Database.Database {
  if (!existsSync(file)) {
    throw new InputError({
      field: 'data folder',
      value: file,
      remedy: 'is not there yet; record something first, or choose another folder with --data DIR',
    })
  }
  const database = new Database(file, { readonly: true })
  database.pragma('busy_timeout = 2000')
  const version = database.pragma('user_version', { simple: true }) as number
  const newest = migrations.at(-1)?.version ?? 0
  if (version === newest) return database
  database.close()
  const remedy =
    version < newest
      ? `was written by an older version (schema ${String(version)}, this one reads ${String(newest)}); start the program once on this folder`
      : newerThan(version, newest)
  throw new InputError({ field: 'data folder', value: file, remedy })
}

const newerThan = (version: number, newest: number): string =>
  `was written by a newer version (schema ${String(version)}, this one knows ${String(newest)}); update the program`

function connect(file: string): Database.Database {
  try {
    mkdirSync(dirname(file), { recursive: true })
    return new Database(file)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError({
      field: 'data folder',
      value: file,
      remedy: `cannot be opened for writing (${reason}); choose another with --data DIR`,
    })
  }
}

/** Runs the missing steps, each in one transaction, with a copy of the file put aside first. */
function migrate(database: Database.Database, file: string, migrations: readonly Migration[]): void {
  const current = database.pragma('user_version', { simple: true }) as number
  const newest = migrations.at(-1)?.version ?? 0
  if (current > newest) {
    throw new InputError({
      field: 'data folder',
      value: file,
      remedy: newerThan(current, newest),
    })
  }
  for (const step of migrations) {
    if (step.version <= current) continue
    if (current > 0) backUp(database, file, step.version - 1)
    database.transaction(() => {
      database.exec(step.sql)
      database.pragma(`user_version = ${String(step.version)}`)
    })()
  }
}

/**
 * `file.schema-N.bak`, written under another name first and synced, so that neither a crash nor a full
 * disk leaves half a backup, or a step without one.
 */
function backUp(database: Database.Database, file: string, version: number): void {
  if (!existsSync(file)) return
  const [checkpoint] = database.pragma('wal_checkpoint(TRUNCATE)') as { readonly busy: number }[]
  if (checkpoint?.busy !== 0) {
    throw new InputError({
      field: 'data folder',
      value: file,
      remedy: 'is used by another program and cannot be brought up to date; stop that program and start again',
    })
  }
  const target = `${file}.schema-${String(version)}.bak`
  const partial = `${target}.partial`
  try {
    rmSync(partial, { force: true })
    copyFileSync(file, partial)
    const copy = openSync(partial, 'r+')
    fsyncSync(copy)
    closeSync(copy)
    renameSync(partial, target)
  } catch (error) {
    rmSync(partial, { force: true })
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError({
      field: 'data folder',
      value: file,
      remedy: `cannot be backed up before it is brought up to date (${reason}); make room for ${String(statSync(file).size)} bytes beside it and start again`,
    })
  }
}
