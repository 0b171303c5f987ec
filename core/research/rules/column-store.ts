/** One number for each bar, in memory that threads share. */
export type SharedColumn = Float64Array<SharedArrayBuffer>

/** Bytes for all columns that threads share unless told otherwise: some 500 columns of 90 days of minutes. */
export const COLUMN_BYTES = 512 * 1024 * 1024

/**
 * Columns that threads share, by name, within a number of bytes. Their memory is used again for others, those that were
 * used least recently first: shared memory is freed only when every thread has let go of it, which may be long after.
 */
export class ColumnStore {
  /** Columns that fit into the bytes; two at least, as a comparison may read two. */
  readonly most: number
  readonly #length: number
  /** Filled columns, oldest use first. */
  readonly #kept = new Map<string, SharedColumn>()
  readonly #free: SharedColumn[] = []
  #made = 0

  constructor(length: number, bytes: number) {
    this.#length = length
    this.most = Math.max(2, Math.floor(bytes / (8 * Math.max(1, length))))
  }

  /** What it holds, filled or not. */
  get bytes(): number {
    return 8 * this.#length * this.#made
  }

  /**
   * The named columns, at most {@link most} of them, after `fill` wrote those that were not kept. They stay as they are
   * until the next call; calls must not overlap.
   */
  async filled(
    names: ReadonlySet<string>,
    fill: (missing: ReadonlyMap<string, SharedColumn>) => Promise<void>,
  ): Promise<ReadonlyMap<string, SharedColumn>> {
    if (names.size > this.most) throw new RangeError(`${String(names.size)} columns at once, of at most ${String(this.most)}`)
    const found = new Map<string, SharedColumn>()
    for (const name of names) {
      const column = this.#kept.get(name)
      if (column === undefined) continue
      this.#kept.delete(name)
      this.#kept.set(name, column)
      found.set(name, column)
    }
    const missing = new Map([...names].filter((name) => !found.has(name)).map((name) => [name, this.#room()]))
    try {
      await fill(missing)
    } catch (error) {
      this.#free.push(...missing.values())
      throw error
    }
    for (const [name, column] of missing) {
      this.#kept.set(name, column)
      found.set(name, column)
    }
    return found
  }

  #room(): SharedColumn {
    const free = this.#free.pop()
    if (free !== undefined) return free
    const [oldest] = this.#kept
    if (this.#made >= this.most && oldest !== undefined) {
      this.#kept.delete(oldest[0])
      return oldest[1]
    }
    this.#made += 1
    return new Float64Array(new SharedArrayBuffer(8 * this.#length))
  }
}
