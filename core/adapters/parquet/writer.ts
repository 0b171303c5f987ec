import { rmSync } from 'node:fs'
import { DuckDBDataChunk } from '@duckdb/node-api'
import type { RecordedFacts, RecordedKind } from '../../ports/index.ts'
import { type ParquetSession, quoted } from './session.ts'
import { COLUMNS } from './tables.ts'

/** DuckDB's own vector length. */
const CHUNK = 2_048

/** A file of one kind, being written. */
export interface ParquetWriter<K extends RecordedKind> {
  add(facts: readonly RecordedFacts[K][]): void
  /** Writes the file, in the order in which facts were added. */
  finish(): Promise<void>
  /** Gives everything back; the file stays only when {@link finish} had come to its end. */
  close(): void
}

/**
 * Writes a Parquet file (zstd, decimals as DECIMAL(38,12), times as UTC timestamps) of any size in
 * constant memory: facts are gathered in a table of the session first, which goes to disk as it grows,
 * since a Parquet file is written in one go. The caller renames the file when it is whole.
 */
export async function openParquetWriter<K extends RecordedKind>(
  session: ParquetSession,
  kind: K,
  file: string,
): Promise<ParquetWriter<K>> {
  const columns = COLUMNS[kind]
  const types = columns.map(({ type }) => type)
  const connection = await session.connect()
  const declared = columns.map(({ name, type }) => `"${name}" ${type.toString()}`).join(', ')
  await connection.run(`CREATE OR REPLACE TEMP TABLE facts (${declared})`)
  const appender = await connection.createAppender('facts')
  let queue: RecordedFacts[K][] = []
  const append = (facts: readonly RecordedFacts[K][]): void => {
    const chunk = DuckDBDataChunk.create(types, facts.length)
    for (const [index, { value }] of columns.entries()) chunk.setColumnValues(index, facts.map(value))
    appender.appendDataChunk(chunk)
  }
  return {
    add(facts) {
      queue.push(...facts)
      let at = 0
      for (; queue.length - at >= CHUNK; at += CHUNK) append(queue.slice(at, at + CHUNK))
      if (at > 0) queue = queue.slice(at)
    },
    async finish() {
      if (queue.length > 0) append(queue)
      queue = []
      appender.flushSync()
      rmSync(file, { force: true })
      try {
        await connection.run(`COPY facts TO ${quoted(file)} (FORMAT parquet, COMPRESSION zstd)`)
      } catch (error) {
        rmSync(file, { force: true })
        throw error
      }
    },
    close() {
      appender.clear()
      appender.closeSync()
      connection.closeSync()
    },
  }
}
