/**
 * One bit a bar: where a condition holds. Thirty-two bars combine in one machine operation, and the
 * next bar that holds is found without looking at those between.
 */
export class BarBits {
  readonly length: number
  readonly words: Uint32Array

  /** All clear, or over words that hold them, which may be shared between threads. */
  constructor(length: number, words: Uint32Array = new Uint32Array(wordsOf(length))) {
    this.length = length
    this.words = words
  }

  has(index: number): boolean {
    return ((at(this.words, index >>> 5) >>> (index & 31)) & 1) === 1
  }

  set(index: number): void {
    this.words[index >>> 5] = at(this.words, index >>> 5) | (1 << (index & 31))
  }

  /** The first bar at or after `from` that holds, or -1. */
  next(from: number): number {
    if (from >= this.length) return -1
    const { words } = this
    let index = from >>> 5
    let word = at(words, index) & (-1 << (from & 31))
    while (word === 0) {
      index += 1
      if (index >= words.length) return -1
      word = at(words, index)
    }
    return (index << 5) + 31 - Math.clz32(word & -word)
  }

  count(): number {
    let total = 0
    for (let word of this.words) for (; word !== 0; word &= word - 1) total += 1
    return total
  }
}

/** Words that the bits of so many bars take. */
export const wordsOf = (length: number): number => (length + 31) >>> 5

const at = (words: Uint32Array, index: number): number => words[index] as number

/*
 * A comparison is made a number instead of a branch: whether prices are above a mean is hard to foresee, and a wrong guess
 * costs the processor more than the comparison.
 */

type Comparison = (a: Float64Array, b: Float64Array, out: BarBits, from: number) => void

/** Holds where a > b, from bar `from` on; a bar where either is NaN does not hold. */
export const above: Comparison = (a, b, out, from) => {
  const { words, length } = out
  for (let start = from & ~31; start < length; start += 32) {
    const end = Math.min(32, length - start)
    let word = 0
    for (let bit = 0; bit < end; bit += 1) word |= Number((a[start + bit] as number) > (b[start + bit] as number)) << bit
    words[start >>> 5] = word
  }
  if ((from & 31) !== 0) words[from >>> 5] = at(words, from >>> 5) & (-1 << (from & 31))
}

/** Holds where a > constant; a bar where it is NaN does not hold. */
export function aboveConstant(a: Float64Array, constant: number, { words, length }: BarBits): void {
  for (let start = 0; start < length; start += 32) {
    const end = Math.min(32, length - start)
    let word = 0
    for (let bit = 0; bit < end; bit += 1) word |= Number((a[start + bit] as number) > constant) << bit
    words[start >>> 5] = word
  }
}

/** Holds where a < constant; a bar where it is NaN does not hold. */
export function belowConstant(a: Float64Array, constant: number, { words, length }: BarBits): void {
  for (let start = 0; start < length; start += 32) {
    const end = Math.min(32, length - start)
    let word = 0
    for (let bit = 0; bit < end; bit += 1) word |= Number((a[start + bit] as number) < constant) << bit
    words[start >>> 5] = word
  }
}

/** Where a condition that did not hold at the bar before does hold, for bars after `from`. */
export function risingEdges(of: BarBits, from: number): BarBits {
  return edges(of, from, (now, before) => now & ~before)
}

/** Where a condition that held at the bar before no longer holds, for bars after `from`. */
export function fallingEdges(of: BarBits, from: number): BarBits {
  return edges(of, from, (now, before) => ~now & before)
}

function edges(of: BarBits, from: number, pick: (now: number, before: number) => number): BarBits {
  const out = new BarBits(of.length)
  let carry = 0
  for (let index = 0; index < of.words.length; index += 1) {
    const now = at(of.words, index)
    out.words[index] = pick(now, (now << 1) | carry)
    carry = now >>> 31
  }
  forget(out, from)
  return out
}

/** Clears every bar up to and including `last`, which have no compared bar before them, and the bits beyond the history. */
function forget(bits: BarBits, last: number): void {
  const { words, length } = bits
  const first = Math.min(last + 1, length)
  words.fill(0, 0, first >>> 5)
  if (first >>> 5 < words.length) words[first >>> 5] = at(words, first >>> 5) & (-1 << (first & 31))
  if ((length & 31) !== 0) words[words.length - 1] = at(words, words.length - 1) & ~(-1 << (length & 31))
}

export function both(a: BarBits, b: BarBits): BarBits {
  const out = new BarBits(a.length)
  for (let index = 0; index < out.words.length; index += 1) out.words[index] = at(a.words, index) & at(b.words, index)
  return out
}

export function either(a: BarBits, b: BarBits): BarBits {
  const out = new BarBits(a.length)
  for (let index = 0; index < out.words.length; index += 1) out.words[index] = at(a.words, index) | at(b.words, index)
  return out
}
