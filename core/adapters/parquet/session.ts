import { rmSync } from 'node:fs'
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api'
import type { RecordedFacts, RecordedKind } from '../../ports/index.ts'
import { factsIn } from './rows.ts'
import { COLUMNS } from './tables.ts'

/** What DuckDB may hold in memory; the rest waits on disk. */
const MEMORY = '512MB'

export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

export interface Condition {
  /** SQL with a `?` for each value. */
  readonly where: string
  readonly values: readonly DuckDBValue[]
}

/** DuckDB in this process, opened when first needed. */
export class ParquetSession {
  readonly #spill: string | undefined
  #instance: Promise<DuckDBInstance> | undefined

  /** `spill` is a folder that comes and goes with the session; what is written and exceeds the memory waits there. */
  constructor(spill?: string) {
    this.#spill = spill
  }

  async connect(): Promise<DuckDBConnection> {
    this.#instance ??= this.#open()
    return await (await this.#instance).connect()
  }

  async #open(): Promise<DuckDBInstance> {
    this.#removeSpill()
    const spill = this.#spill === undefined ? {} : { temp_directory: this.#spill }
    // The file cache takes a file for unchanged that was rewritten within a second.
    const settings = { memory_limit: MEMORY, threads: '2', enable_external_file_cache: 'false' }
    return await DuckDBInstance.create(':memory:', { ...settings, ...spill })
  }

  /** The facts of one file that meet the condition, in file order. */
  async *facts<K extends RecordedKind>(kind: K, file: string, condition?: Condition): AsyncGenerator<readonly RecordedFacts[K][]> {
    const connection = await this.connect()
    try {
      const names = COLUMNS[kind].map(({ name }) => name)
      const columns = names.map((name) => `"${name}"`).join(', ')
      const where = condition === undefined ? '' : ` WHERE ${condition.where}`
      const sql = `SELECT ${columns} FROM read_parquet(${quoted(file)}, hive_partitioning = false)${where}`
      const result = await connection.stream(sql, [...(condition?.values ?? [])])
      for (;;) {
        const chunk = await result.fetchChunk()
        if (chunk === null || chunk.rowCount === 0) return
        yield factsIn(kind, chunk, names)
      }
    } finally {
      connection.closeSync()
    }
  }

  async close(): Promise<void> {
    const instance = await this.#instance
    this.#instance = undefined
    instance?.closeSync()
    this.#removeSpill()
  }

  #removeSpill(): void {
    if (this.#spill !== undefined) rmSync(this.#spill, { force: true, recursive: true })
  }
}
