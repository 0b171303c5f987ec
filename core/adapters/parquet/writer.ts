import { rmSync } from 'node:fs'
import { type DuckDBConnection, DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api'
import type { RecordedFacts, RecordedKind } from '../../ports/index.ts'
import { COLUMNS } from './tables.ts'

/** DuckDB's own vector length. */
const CHUNK = 2_048
/** What DuckDB may hold; the rest of a large range waits on disk beside the output. */
const MEMORY = '512MB'

export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** A file of one kind, being written. */
export interface ParquetWriter<K extends RecordedKind> {
  add(facts: readonly RecordedFacts[K][]): void
  /** Writes the file, in the order in which facts were added. */
  finish(): Promise<void>
  /** Gives everything back; the file stays only when {@link finish} had come to its end. */
  close(): void
}

function removeStaging(staging: string): void {
  for (const suffix of ['', '.wal']) rmSync(`${staging}${suffix}`, { force: true })
  rmSync(`${staging}.tmp`, { force: true, recursive: true })
}

/**
 * Writes a Parquet file (zstd, decimals as DECIMAL(38,12), times as UTC timestamps) of any size in
 * constant memory: facts are staged in a DuckDB file beside it first, since a Parquet file is written
 * in one go. The caller renames the file when it is whole.
 */
export async function openParquetWriter<K extends RecordedKind>(kind: K, file: string): Promise<ParquetWriter<K>> {
  const staging = `${file}.staging`
  removeStaging(staging)
  const columns = COLUMNS[kind]
  const types = columns.map(({ type }) => type)
  const instance = await DuckDBInstance.create(staging, { memory_limit: MEMORY, threads: '2' })
  let connection: DuckDBConnection | undefined
  let queue: RecordedFacts[K][] = []
  try {
    connection = await instance.connect()
    await connection.run(`CREATE TABLE facts (${columns.map(({ name, type }) => `"${name}" ${type.toString()}`).join(', ')})`)
  } catch (error) {
    connection?.closeSync()
    instance.closeSync()
    removeStaging(staging)
    throw error
  }
  const session = connection
  const appender = await session.createAppender('facts')
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
      await session.run(`COPY facts TO ${quoted(file)} (FORMAT parquet, COMPRESSION zstd)`)
    },
    close() {
      appender.clear()
      appender.closeSync()
      session.closeSync()
      instance.closeSync()
      removeStaging(staging)
    },
  }
}
