/** What is costly to make, kept while it fits into a number of bytes; what was used least recently goes first. */
export class ByteCache<Value> {
  readonly #most: number
  readonly #sizeOf: (value: Value) => number
  /** Oldest use first. */
  readonly #kept = new Map<string, Value>()
  #bytes = 0

  constructor(most: number, sizeOf: (value: Value) => number) {
    this.#most = most
    this.#sizeOf = sizeOf
  }

  get bytes(): number {
    return this.#bytes
  }

  get(key: string): Value | undefined {
    const found = this.#kept.get(key)
    if (found === undefined) return undefined
    this.#kept.delete(key)
    this.#kept.set(key, found)
    return found
  }

  /** A value larger than all the room is not kept. */
  put(key: string, value: Value): void {
    const before = this.#kept.get(key)
    if (before !== undefined) this.#drop(key, before)
    const size = this.#sizeOf(value)
    if (size > this.#most) return
    for (const [oldest, old] of this.#kept) {
      if (this.#bytes + size <= this.#most) break
      this.#drop(oldest, old)
    }
    this.#kept.set(key, value)
    this.#bytes += size
  }

  #drop(key: string, value: Value): void {
    this.#kept.delete(key)
    this.#bytes -= this.#sizeOf(value)
  }
}
