import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api'
import type { RecordedFacts, RecordedKind } from '../../ports/index.ts'
import { factsIn } from './rows.ts'
import { COLUMNS } from './tables.ts'

const SETTINGS = {
  /** Far more than a few row groups need. */
  memory_limit: '512MB',
  temp_directory: '',
  threads: '2',
  // It takes a file for unchanged that was rewritten within a second.
  enable_external_file_cache: 'false',
}

export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

export interface Condition {
  /** SQL with a `?` for each value. */
  readonly where: string
  readonly values: readonly DuckDBValue[]
}

/** DuckDB in this process, opened when first needed. */
export class ParquetSession {
  #instance: Promise<DuckDBInstance> | undefined

  async connect(): Promise<DuckDBConnection> {
    this.#instance ??= DuckDBInstance.create(':memory:', SETTINGS)
    return await (await this.#instance).connect()
  }

  /** The facts of one file that meet the condition, in file order. */
  async *facts<K extends RecordedKind>(
    kind: K,
    file: string,
    condition?: Condition,
  ): AsyncGenerator<readonly RecordedFacts[K][]> {
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
  }
}
