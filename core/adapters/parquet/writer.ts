import { readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type DuckDBAppender, DuckDBDataChunk } from '@duckdb/node-api'
import type { RecordedFacts, RecordedKind } from '../../ports/index.ts'
import { type ParquetSession, quoted } from './session.ts'
import { COLUMNS } from './tables.ts'

/** DuckDB's own vector length. */
const CHUNK = 2_048
/** Facts that are held at a time, and rows of a group in the file: a book is as large as a hundred trades. */
const GROUP_ROWS: Record<RecordedKind, number> = {
  trades: 60 * CHUNK,
  candles: 60 * CHUNK,
  books: 4 * CHUNK,
  bins: 20 * CHUNK,
  metrics: 60 * CHUNK,
  gaps: 60 * CHUNK,
}

/** A file of one kind, being written. */
export interface ParquetWriter<K extends RecordedKind> {
  add(facts: readonly RecordedFacts[K][]): Promise<void>
  /** Writes the file, in the order in which facts were added. */
  finish(): Promise<void>
  /** Gives everything back; the file stays only when {@link finish} had come to its end. */
  close(): void
}

/**
 * Writes a Parquet file (zstd, decimals as DECIMAL(38,12), times as UTC timestamps) of any size in
 * constant memory. A Parquet file is written in one go, so facts are put into slices beside it first,
 * of which the file is made at the end. The caller renames the file when it is whole.
 */
export async function openParquetWriter<K extends RecordedKind>(
  session: ParquetSession,
  kind: K,
  file: string,
): Promise<ParquetWriter<K>> {
  const columns = COLUMNS[kind]
  const types = columns.map(({ type }) => type)
  const declared = columns.map(({ name, type }) => `"${name}" ${type.toString()}`).join(', ')
  const form = `(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${String(GROUP_ROWS[kind])})`
  removeSlices(file)
  const connection = await session.connect()
  const slices: string[] = []
  let appender: DuckDBAppender | undefined
  let queue: RecordedFacts[K][] = []
  let held = 0

  const append = async (facts: readonly RecordedFacts[K][]): Promise<void> => {
    if (appender === undefined) {
      await connection.run(`CREATE OR REPLACE TEMP TABLE facts (${declared})`)
      appender = await connection.createAppender('facts')
    }
    const chunk = DuckDBDataChunk.create(types, facts.length)
    for (const [index, { value }] of columns.entries()) chunk.setColumnValues(index, facts.map(value))
    appender.appendDataChunk(chunk)
    held += facts.length
    if (held >= GROUP_ROWS[kind]) await cut()
  }
  /** What is held becomes a slice. */
  const cut = async (): Promise<void> => {
    if (appender === undefined) return
    appender.closeSync()
    appender = undefined
    held = 0
    const slice = `${file}.slice-${String(slices.length)}`
    slices.push(slice)
    await connection.run(`COPY facts TO ${quoted(slice)} ${form}`)
  }
  return {
    async add(facts) {
      queue.push(...facts)
      let at = 0
      for (; queue.length - at >= CHUNK; at += CHUNK) await append(queue.slice(at, at + CHUNK))
      if (at > 0) queue = queue.slice(at)
    },
    async finish() {
      // A file without facts has its columns all the same.
      if (queue.length > 0 || slices.length + held === 0) await append(queue)
      queue = []
      await cut()
      const [first, ...more] = slices
      if (first !== undefined && more.length === 0) {
        renameSync(first, file)
        return
      }
      try {
        await connection.run(`COPY (SELECT * FROM read_parquet([${slices.map(quoted).join(', ')}])) TO ${quoted(file)} ${form}`)
      } catch (error) {
        rmSync(file, { force: true })
        throw error
      }
    },
    close() {
      appender?.clear()
      appender?.closeSync()
      connection.closeSync()
      removeSlices(file)
    },
  }
}

/** Also those of a writer that was killed. */
function removeSlices(file: string): void {
  const [dir, prefix] = [dirname(file), `${basename(file)}.slice-`]
  for (const name of readdirSync(dir)) if (name.startsWith(prefix)) rmSync(join(dir, name), { force: true })
}
