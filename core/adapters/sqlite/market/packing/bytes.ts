/** Grows as needed. Integers are little-endian base-128: seven bits a byte, the top bit says that more follow. */
export class ByteWriter {
  #bytes = new Uint8Array(4_096)
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  #reserve(count: number): void {
    const needed = this.#length + count
    if (needed <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
    this.#view = new DataView(grown.buffer)
  }

  /** Zero or more, a safe integer. */
  unsigned(value: number): void {
    this.#reserve(8)
    let rest = value
    while (rest >= 0x80) {
      this.#bytes[this.#length] = (rest % 0x80) | 0x80
      this.#length += 1
      rest = Math.floor(rest / 0x80)
    }
    this.#bytes[this.#length] = rest
    this.#length += 1
  }

  /** Zero or more, of any size. */
  unsignedBig(value: bigint): void {
    let rest = value
    while (rest > 0x7fn) {
      this.byte(Number(rest & 0x7fn) | 0x80)
      rest >>= 7n
    }
    this.byte(Number(rest))
  }

  byte(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#length] = value
    this.#length += 1
  }

  double(value: number): void {
    this.#reserve(8)
    this.#view.setFloat64(this.#length, value, true)
    this.#length += 8
  }

  take(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }
}

/** Thrown for bytes that no writer made. */
export class PackedError extends Error {
  constructor(reason: string) {
    super(`packed data cannot be read: ${reason}`)
    this.name = 'PackedError'
  }
}

/** Reads what {@link ByteWriter} wrote. Throws {@link PackedError} at the end of the bytes. */
export class ByteReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  byte(): number {
    const value = this.#bytes[this.#at]
    if (value === undefined) throw new PackedError('it ends early')
    this.#at += 1
    return value
  }

  unsigned(): number {
    let value = 0
    let weight = 1
    for (;;) {
      const next = this.byte()
      value += (next & 0x7f) * weight
      if (next < 0x80) return value
      weight *= 0x80
      if (weight > Number.MAX_SAFE_INTEGER) throw new PackedError('a number is too long')
    }
  }

  unsignedBig(): bigint {
    let value = 0n
    let shift = 0n
    for (;;) {
      const next = this.byte()
      value |= BigInt(next & 0x7f) << shift
      if (next < 0x80) return value
      shift += 7n
    }
  }

  double(): number {
    if (this.#at + 8 > this.#bytes.length) throw new PackedError('it ends early')
    const value = this.#view.getFloat64(this.#at, true)
    this.#at += 8
    return value
  }

  /** A count of things that take at least a byte each: more than there are bytes is damage, not a reason to allocate. */
  count(): number {
    const value = this.unsigned()
    if (value > this.#bytes.length - this.#at) throw new PackedError('a count is larger than the data')
    return value
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw new PackedError('there is more than was written')
  }
}
