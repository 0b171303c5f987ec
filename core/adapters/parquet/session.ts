import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api'
import type { RecordedFacts, RecordedKind } from '../../ports/index.ts'
import { factsIn } from './rows.ts'
import { COLUMNS } from './tables.ts'
import { quoted } from './writer.ts'

/** DuckDB reads row group by row group; this bounds what it holds of them. */
const MEMORY = '512MB'

export interface Condition {
  /** SQL with a `?` for each value. */
  readonly where: string
  readonly values: readonly DuckDBValue[]
}

/** DuckDB for reading Parquet files, opened when first needed. */
export class ParquetSession {
  #instance: Promise<DuckDBInstance> | undefined

  /** The facts of one file that meet the condition, in file order. */
  async *facts<K extends RecordedKind>(
    kind: K,
    file: string,
    condition?: Condition,
  ): AsyncGenerator<readonly RecordedFacts[K][]> {
    this.#instance ??= DuckDBInstance.create(':memory:', { memory_limit: MEMORY, threads: '2' })
    const connection = await (await this.#instance).connect()
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
