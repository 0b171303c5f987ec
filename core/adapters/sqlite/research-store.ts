import { exchangeId, instrumentId, type Millis, splitInstrumentId, type Timeframe } from '../../domain/index.ts'
import type { Promotion, ResearchKind, ResearchRun, ResearchState, ResearchStore } from '../../ports/index.ts'
import { type Migration, openDatabase } from './database.ts'

const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: 'research',
    sql: `
      CREATE TABLE run (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        title TEXT NOT NULL,
        request TEXT NOT NULL,
        state TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        ended_at INTEGER,
        summary TEXT,
        error TEXT
      ) STRICT;
      CREATE INDEX run_created ON run (created_at);
      CREATE TABLE report (run TEXT PRIMARY KEY REFERENCES run (id), text TEXT NOT NULL) STRICT;
      CREATE TABLE checkpoint (run TEXT PRIMARY KEY REFERENCES run (id), text TEXT NOT NULL) STRICT;
      CREATE TABLE promotion (
        strategy TEXT NOT NULL,
        run TEXT NOT NULL REFERENCES run (id),
        exchange TEXT NOT NULL,
        symbol TEXT NOT NULL,
        timeframe TEXT NOT NULL,
        rule TEXT NOT NULL,
        provenance TEXT NOT NULL,
        promoted_at INTEGER NOT NULL,
        retired_at INTEGER,
        retired_reason TEXT,
        PRIMARY KEY (strategy, exchange, symbol)
      ) STRICT;
    `,
  },
]

interface RunRow {
  readonly id: string
  readonly kind: string
  readonly title: string
  readonly request: string
  readonly state: string
  readonly created_at: number
  readonly ended_at: number | null
  readonly summary: string | null
  readonly error: string | null
}

interface PromotionRow {
  readonly strategy: string
  readonly run: string
  readonly exchange: string
  readonly symbol: string
  readonly timeframe: string
  readonly rule: string
  readonly provenance: string
  readonly promoted_at: number
  readonly retired_at: number | null
  readonly retired_reason: string | null
}

const runOf = (row: RunRow): ResearchRun => ({
  id: row.id,
  kind: row.kind as ResearchKind,
  title: row.title,
  request: row.request,
  state: row.state as ResearchState,
  createdAt: row.created_at as Millis,
  ...(row.ended_at === null ? {} : { endedAt: row.ended_at as Millis }),
  ...(row.summary === null ? {} : { summary: row.summary }),
  ...(row.error === null ? {} : { error: row.error }),
})

const promotionOf = (row: PromotionRow): Promotion => ({
  strategy: row.strategy,
  run: row.run,
  instrument: instrumentId(exchangeId(row.exchange), row.symbol),
  timeframe: row.timeframe as Timeframe,
  rule: row.rule,
  provenance: row.provenance,
  promotedAt: row.promoted_at as Millis,
  ...(row.retired_at === null ? {} : { retiredAt: row.retired_at as Millis }),
  ...(row.retired_reason === null ? {} : { retiredReason: row.retired_reason }),
})

/** What research found, in one file. A run, once ended, and its report are one transaction. */
export function sqliteResearchStore(file: string): ResearchStore {
  const database = openDatabase(file, { migrations: MIGRATIONS, synchronous: 'FULL' })
  const put = database.prepare(`
    INSERT INTO run (id, kind, title, request, state, created_at, ended_at, summary, error)
    VALUES (@id, @kind, @title, @request, @state, @createdAt, @endedAt, @summary, @error)
    ON CONFLICT (id) DO UPDATE SET
      title = @title, request = @request, state = @state, ended_at = @endedAt, summary = @summary, error = @error`)
  const putReport = database.prepare('INSERT OR REPLACE INTO report (run, text) VALUES (?, ?)')
  const putCheckpoint = database.prepare('INSERT OR REPLACE INTO checkpoint (run, text) VALUES (?, ?)')
  const dropCheckpoint = database.prepare('DELETE FROM checkpoint WHERE run = ?')
  const newest = database.prepare<[number], RunRow>('SELECT * FROM run ORDER BY created_at DESC, rowid DESC LIMIT ?')
  const unfinished = database.prepare<[], RunRow>(
    "SELECT * FROM run WHERE state IN ('queued', 'running') ORDER BY created_at, rowid",
  )
  const one = database.prepare<[string], RunRow>('SELECT * FROM run WHERE id = ?')
  const textOf = (table: 'report' | 'checkpoint') =>
    database.prepare<[string], { readonly text: string }>(`SELECT text FROM ${table} WHERE run = ?`)
  const [reportOf, checkpointOf] = [textOf('report'), textOf('checkpoint')]
  const putPromotion = database.prepare(`
    INSERT OR IGNORE INTO promotion (strategy, run, exchange, symbol, timeframe, rule, provenance, promoted_at)
    VALUES (@strategy, @run, @exchange, @symbol, @timeframe, @rule, @provenance, @promotedAt)`)
  const retire = database.prepare(
    `UPDATE promotion SET retired_at = ?, retired_reason = ?
     WHERE strategy = ? AND exchange = ? AND symbol = ? AND retired_at IS NULL`,
  )
  const promotions = database.prepare<[], PromotionRow>('SELECT * FROM promotion ORDER BY promoted_at DESC, rowid DESC')
  const save = (run: ResearchRun): void => {
    const { endedAt = null, summary = null, error = null } = run
    put.run({ ...run, endedAt, summary, error })
  }
  return {
    save,
    finish: database.transaction((run: ResearchRun, report?: string) => {
      save(run)
      if (report !== undefined) putReport.run(run.id, report)
      dropCheckpoint.run(run.id)
    }),
    runs: (limit) => newest.all(limit).map(runOf),
    unfinished: () => unfinished.all().map(runOf),
    run(id) {
      const row = one.get(id)
      return row === undefined ? undefined : runOf(row)
    },
    report: (id) => reportOf.get(id)?.text,
    keepCheckpoint(run, text) {
      putCheckpoint.run(run, text)
    },
    checkpoint: (run) => checkpointOf.get(run)?.text,
    promote: database.transaction((given: readonly Promotion[]) => {
      for (const { instrument, ...promotion } of given) {
        putPromotion.run({ ...promotion, ...splitInstrumentId(instrument) })
      }
    }),
    retire({ strategy, instrument }, at, reason) {
      const { exchange, symbol } = splitInstrumentId(instrument)
      return retire.run(at, reason, strategy, exchange, symbol).changes > 0
    },
    promotions: () => promotions.all().map(promotionOf),
    close() {
      database.pragma('wal_checkpoint(TRUNCATE)')
      database.close()
    },
  }
}
