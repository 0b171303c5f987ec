/** CRC-32 as in zlib: by a byte, and by how many bytes follow, a part for each byte of the sum. */
const BY_BYTE = new Int32Array(256)
for (let byte = 0; byte < 256; byte += 1) {
  let rest = byte
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1
  BY_BYTE[byte] = rest
}
const LONGEST = 64
const BY_LENGTH = new Int32Array(LONGEST * 1_024)
for (let entry = 0; entry < LONGEST * 1_024; entry += 1) {
  const before = BY_LENGTH[entry - 1_024] ?? 0
  BY_LENGTH[entry] = entry < 1_024 ? (entry & 0xff) << ((entry >> 8) * 8) : (before >>> 8) ^ (BY_BYTE[before & 0xff] as number)
}

export const nextByte = (register: number, byte: number): number =>
  (register >>> 8) ^ (BY_BYTE[(register ^ byte) & 0xff] as number)

/** The sum to which one byte adds nothing but itself being undone: with it behind, the sum is that of nothing. */
export function beforeByte(byte: number): number {
  const entry = BY_BYTE.findIndex((value) => value >>> 24 === 0xff)
  return ~(((-1 ^ (BY_BYTE[entry] as number)) << 8) | (entry ^ byte))
}

/** Kraken's books have a thousand levels a side. */
const CAPACITY = 2_048

/** One side as sorted columns, the best level last: nothing is checked. */
export class FloorSide {
  length = 0
  private readonly sign: number
  private readonly keys = new Float64Array(CAPACITY)
  private readonly sizes = new Float64Array(CAPACITY)
  private readonly sums = new Int32Array(CAPACITY)
  private readonly lengths = new Uint8Array(CAPACITY)

  constructor(sign: 1 | -1) {
    this.sign = sign
  }

  /** `sum` and `bytes` are the level's part of the checksum. */
  set(price: number, size: number, sum: number, bytes: number): void {
    const { keys, length } = this
    const key = price * this.sign
    let low = 0
    let high = length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((keys[middle] as number) < key) low = middle + 1
      else high = middle
    }
    const present = low < length && keys[low] === key
    if (size === 0) {
      if (present) this.move(low + 1, low)
      return
    }
    if (!present) this.move(low, low + 1)
    keys[low] = key
    this.sizes[low] = size
    this.sums[low] = sum
    this.lengths[low] = bytes
  }

  keepBest(depth: number): void {
    if (this.length > depth) this.move(this.length - depth, 0)
  }

  /** The sum of a text followed by what the level of a rank adds. */
  append(sum: number, rank: number): number {
    const at = this.length - 1 - rank
    const table = (this.lengths[at] as number) << 10
    return (
      (BY_LENGTH[table | (sum & 0xff)] as number) ^
      (BY_LENGTH[table | 256 | ((sum >>> 8) & 0xff)] as number) ^
      (BY_LENGTH[table | 512 | ((sum >>> 16) & 0xff)] as number) ^
      (BY_LENGTH[table | 768 | (sum >>> 24)] as number) ^
      (this.sums[at] as number)
    )
  }

  private move(from: number, to: number): void {
    const { keys, sizes, sums, lengths, length } = this
    keys.copyWithin(to, from, length)
    sizes.copyWithin(to, from, length)
    sums.copyWithin(to, from, length)
    lengths.copyWithin(to, from, length)
    this.length += to - from
  }
}
