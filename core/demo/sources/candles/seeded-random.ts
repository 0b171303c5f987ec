import type { Random } from '../../../ports/index.ts'

/** The sfc32 generator, seeded from one number and a name: the same pair always gives the same sequence. */
export function seededRandom(seed: number, name: string): Random {
  let a = 0x9e3779b9 ^ seed
  let b = 0x243f6a88
  let c = 0xb7e15162
  let counter = 1
  for (const char of name) b = Math.imul(b ^ (char.codePointAt(0) ?? 0), 0x01000193)
  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + t) | 0
    return (t >>> 0) / 4294967296
  }
  for (let round = 0; round < 16; round += 1) next()
  return { next }
}

/** A normal deviate with mean 0 and variance 1 (Box and Muller). */
export const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())

/** A Poisson count for a small mean (Knuth). */
export function poisson(random: Random, mean: number): number {
  const floor = Math.exp(-mean)
  let count = 0
  for (let product = random.next(); product > floor && count < 50; product *= random.next()) count += 1
  return count
}
