import { required } from '../../domain/index.ts'
import type { Random } from '../../ports/index.ts'

/** Four 32-bit words, not all of them zero. */
export type ChanceState = readonly [number, number, number, number]

const rotl = (word: number, by: number): number => (word << by) | (word >>> (32 - by))

/**
 * xoshiro128** (D. Blackman and S. Vigna, Scrambled Linear Pseudorandom Number Generators, 2021): its state is plain data, so that
 * a search that was interrupted draws on as if it had not been.
 */
export class Chance implements Random {
  #words: [number, number, number, number]

  constructor(state: ChanceState) {
    this.#words = [...state]
  }

  /** The same seed and stream give the same draws; splitmix32 spreads both over the state. */
  static seeded(seed: number, stream: number): Chance {
    let mixed = (seed ^ Math.imul(stream + 1, 0x9e3779b9)) | 0
    const word = (): number => {
      mixed = (mixed + 0x9e3779b9) | 0
      let z = mixed
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
      return (z ^ (z >>> 15)) >>> 0
    }
    return new Chance([word() | 1, word(), word(), word()])
  }

  get state(): ChanceState {
    return [...this.#words]
  }

  next(): number {
    const words = this.#words
    const drawn = Math.imul(rotl(Math.imul(words[1], 5), 7), 9) >>> 0
    const shifted = words[1] << 9
    words[2] ^= words[0]
    words[3] ^= words[1]
    words[1] ^= words[2]
    words[0] ^= words[3]
    words[2] ^= shifted
    words[3] = rotl(words[3], 11)
    for (let index = 0; index < 4; index += 1) words[index] = (words[index] ?? 0) >>> 0
    return drawn / 0x1_0000_0000
  }
}

/** A whole number from 0 to `count` - 1. */
export const drawIndex = (random: Random, count: number): number => Math.floor(random.next() * count)

export const drawBoolean = (random: Random, probability: number): boolean => random.next() < probability

export const drawOne = <T>(random: Random, from: readonly T[]): T =>
  required(from[drawIndex(random, from.length)], 'something to draw')

/** One of the entries, in proportion to their weights. */
export function drawWeighted<T>(random: Random, entries: readonly (readonly [value: T, weight: number])[]): T {
  let left = random.next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [value, weight] of entries) {
    left -= weight
    if (left < 0) return value
  }
  return required(entries.at(-1), 'something to draw')[0]
}
