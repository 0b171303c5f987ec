import { createHash } from 'node:crypto'
import {
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  type DuckDBValue,
} from '@duckdb/node-api'
import { formatQuantity, type Quantity } from '../../domain/index.ts'
import type { RecordedFacts, RecordedKind } from '../../ports/index.ts'
import { COLUMNS, TIME_COLUMN } from './tables.ts'

/** What a set of facts adds up to. */
export interface Tally {
  readonly rows: number
  /** Time of the oldest and the newest fact, epoch ms; absent when there is none. */
  readonly from?: number
  readonly to?: number
  /** Exact sums of every decimal column, by name; of levels and bins as `bids.price`. */
  readonly sums: Readonly<Record<string, string>>
  /** SHA-256 over every value of every fact, in order. */
  readonly digest: string
}

/** Adds up facts of one kind as they pass. */
export class FactTally<K extends RecordedKind> {
  readonly #kind: K
  readonly #hash = createHash('sha256')
  readonly #sums = new Map<string, bigint>()
  #rows = 0
  #from = Number.POSITIVE_INFINITY
  #to = Number.NEGATIVE_INFINITY

  constructor(kind: K) {
    this.#kind = kind
  }

  add(facts: readonly RecordedFacts[K][]): void {
    let text = ''
    for (const fact of facts) {
      for (const { name, value } of COLUMNS[this.#kind]) {
        const cell = value(fact)
        if (name === TIME_COLUMN[this.#kind] && cell instanceof DuckDBTimestampTZValue) this.#reach(Number(cell.micros / 1_000n))
        text += `${this.#text(name, cell)},`
      }
      text += '\n'
    }
    this.#rows += facts.length
    this.#hash.update(text)
  }

  result(): Tally {
    const sums = Object.fromEntries([...this.#sums].map(([name, sum]) => [name, formatQuantity(sum as Quantity)]))
    const span = this.#rows === 0 ? {} : { from: this.#from, to: this.#to }
    return { rows: this.#rows, ...span, sums, digest: this.#hash.digest('hex') }
  }

  #reach(time: number): void {
    this.#from = Math.min(this.#from, time)
    this.#to = Math.max(this.#to, time)
  }

  /** A text that two values share only when they are equal. */
  #text(name: string, value: DuckDBValue): string {
    if (value instanceof DuckDBDecimalValue) {
      this.#sums.set(name, (this.#sums.get(name) ?? 0n) + value.value)
      return value.value.toString()
    }
    if (value instanceof DuckDBTimestampTZValue) return value.micros.toString()
    if (value instanceof DuckDBListValue) return `[${value.items.map((item) => this.#text(name, item)).join(';')}]`
    if (value instanceof DuckDBStructValue) {
      const cells = Object.entries(value.entries).map(([key, cell]) => this.#text(`${name}.${key}`, cell))
      return `{${cells.join(',')}}`
    }
    return typeof value === 'string' ? JSON.stringify(value) : String(value)
  }
}
