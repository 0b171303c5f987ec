import type Database from 'better-sqlite3'
import {
  type Circumstances,
  type EngineEvent,
  type EngineInput,
  fromJson,
  type JournalEntry,
  type Millis,
  toJson,
} from '../../domain/index.ts'
import type { Journal, JournalReader } from '../../ports/index.ts'
import { type Migration, openDatabase, openReadOnly } from './database.ts'
import { SNAPSHOTS, snapshotsOf } from './journal-snapshots.ts'

const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: 'journal',
    sql: `
      CREATE TABLE journal (
        sequence INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        cause INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('input', 'event')),
        type TEXT NOT NULL,
        payload TEXT NOT NULL
      ) STRICT;
      CREATE INDEX journal_type ON journal (type, sequence);
    `,
  },
  SNAPSHOTS,
]

const COLUMNS = 'sequence, at, cause, kind, payload, circumstances'

interface Row {
  readonly sequence: number
  readonly at: number
  readonly cause: number
  readonly kind: 'input' | 'event'
  readonly payload: string
  readonly circumstances: string | null
}

const entryOf = (row: Row): JournalEntry => ({
  sequence: row.sequence,
  at: row.at as Millis,
  cause: row.cause,
  entry:
    row.kind === 'input'
      ? { kind: 'input', input: fromJson<EngineInput>(row.payload) }
      : { kind: 'event', event: fromJson<EngineEvent>(row.payload) },
  ...(row.circumstances === null ? {} : { circumstances: fromJson<Circumstances>(row.circumstances) }),
})

function replayOf(database: Database.Database): Journal['replay'] {
  const within = 'sequence > ? AND sequence <= ? ORDER BY sequence'
  const all = database.prepare<[number, number], Row>(`SELECT ${COLUMNS} FROM journal WHERE ${within}`)
  const ofTypes = database.prepare<[string, number, number], Row>(
    `SELECT ${COLUMNS} FROM journal WHERE type IN (SELECT value FROM json_each(?)) AND ${within}`,
  )
  const ofOthers = database.prepare<[string, number, number], Row>(
    `SELECT ${COLUMNS} FROM journal WHERE type NOT IN (SELECT value FROM json_each(?)) AND ${within}`,
  )
  return (visit, types, after = 0, to = Number.MAX_SAFE_INTEGER) => {
    if (types === undefined) for (const row of all.iterate(after, to)) visit(entryOf(row))
    else if ('not' in types) for (const row of ofOthers.iterate(JSON.stringify(types.not), after, to)) visit(entryOf(row))
    else for (const row of ofTypes.iterate(JSON.stringify(types), after, to)) visit(entryOf(row))
  }
}

function readOf(database: Database.Database): Journal['read'] {
  const select = database.prepare<[number, number], Row>(
    `SELECT ${COLUMNS} FROM journal WHERE sequence > ? ORDER BY sequence LIMIT ?`,
  )
  return (after, limit) => select.all(after, limit).map(entryOf)
}

export interface SqliteJournal extends Journal {
  /** Duration of recent commits in ms, newest last; emptied by the call. */
  takeCommitTimes(): readonly number[]
  /**
   * To be called now and then by who has nothing else to do: moves what was appended from the log into the database
   * file when it is much, so that no append ever has to. Skipped while appends are frequent, unless it is very much.
   */
  settle(): void
}

/** How long an append waits for another program's lock, ms: what lowers risk waits with it, and then leaves without it. */
const PATIENCE = 100
const SPARE_PATIENCE = 20
/** Text in the log from which it is moved in a quiet moment, and from which it is moved at any, characters. */
const MUCH = 2_000_000
const VERY_MUCH = 64_000_000
/** Without an append for so long the moment is a quiet one, ms. */
const QUIET = 250

/**
 * The trading journal of one environment in one file. An input and its events are one transaction. `spare` is
 * for a record that no money hangs on: a power cut may take its last moments, and nobody waits for its locks.
 */
export function sqliteJournal(file: string, { spare = false } = {}): SqliteJournal {
  const durable = spare
    ? ({ synchronous: 'NORMAL', busyTimeout: SPARE_PATIENCE } as const)
    : ({ synchronous: 'FULL', busyTimeout: PATIENCE } as const)
  const database = openDatabase(file, { migrations: MIGRATIONS, ...durable })
  // A checkpoint writes and syncs much; within an append an order would wait for it.
  if (!spare) database.pragma('wal_autocheckpoint = 0')
  const insert = database.prepare(
    'INSERT INTO journal (sequence, at, cause, kind, type, payload, circumstances) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const containing = database.prepare<[string, number], Row>(`
    SELECT * FROM (
      SELECT ${COLUMNS} FROM journal WHERE instr(payload, ?) > 0 ORDER BY sequence DESC LIMIT ?
    ) ORDER BY sequence`)
  let last = database.prepare<[], { last: number }>('SELECT coalesce(max(sequence), 0) AS last FROM journal').get()?.last ?? 0
  let times: number[] = []
  let appendedAt = performance.now()
  let logged = 0
  const write = database.transaction((at: Millis, input: EngineInput, events: readonly EngineEvent[], seen?: Circumstances) => {
    const cause = last + 1
    const [text, used] = [toJson(input), seen === undefined ? null : toJson(seen)]
    insert.run(cause, at, cause, 'input', input.type, text, used)
    logged += text.length + (used?.length ?? 0)
    let sequence = cause
    for (const event of events) {
      sequence += 1
      const text = toJson(event)
      insert.run(sequence, at, cause, 'event', event.type, text, null)
      logged += text.length
    }
    return sequence
  })
  return {
    append(at, input, events, circumstances) {
      const started = performance.now()
      const newest = write.immediate(at, input, events, circumstances)
      times.push(performance.now() - started)
      if (times.length > 1_000) times = times.slice(-500)
      appendedAt = performance.now()
      const cause = last + 1
      last = newest
      return cause
    },
    read: readOf(database),
    replay: replayOf(database),
    find: (text, limit) => containing.all(text, limit).map(entryOf),
    lastSequence: () => last,
    snapshots: snapshotsOf(database),
    takeCommitTimes() {
      const taken = times
      times = []
      return taken
    },
    settle() {
      const quiet = performance.now() - appendedAt > QUIET
      if (logged < (quiet ? MUCH : VERY_MUCH)) return
      // Never waits: what a reader still holds back is moved the next time.
      const [done] = database.pragma('wal_checkpoint(PASSIVE)') as { readonly log: number; readonly checkpointed: number }[]
      if (done !== undefined && done.checkpointed === done.log) logged = 0
    },
    close() {
      database.pragma('wal_checkpoint(TRUNCATE)')
      database.close()
    },
  }
}

/** Reads a journal while the trader writes it. Throws InputError for a file that is missing or has another schema. */
export function sqliteJournalReader(file: string): JournalReader & Pick<Journal, 'replay' | 'read'> {
  const database = openReadOnly(file, MIGRATIONS)
  return {
    replay: replayOf(database),
    read: readOf(database),
    events(types, visit) {
      const marks = types.map(() => '?').join(', ')
      const wanted = database.prepare<string[], Pick<Row, 'at' | 'payload'>>(
        `SELECT at, payload FROM journal WHERE kind = 'event' AND type IN (${marks}) ORDER BY sequence`,
      )
      for (const { at, payload } of wanted.iterate(...types)) visit(fromJson<EngineEvent>(payload), at as Millis)
    },
    lastAt: () => database.prepare<[], { at: Millis }>('SELECT at FROM journal ORDER BY sequence DESC LIMIT 1').get()?.at,
    close: () => database.close(),
  }
}
