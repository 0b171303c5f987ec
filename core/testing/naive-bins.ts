import type { BinSide, BookLevel } from '../domain/index.ts'

/** One side of a bin by its definition, word for word, in fractions: `mid` as numerator and denominator. */
export function naiveBin(levels: readonly BookLevel[], mid: readonly [bigint, bigint], bps: number): BinSide {
  const [num, den] = mid
  const inside = levels.filter((level) => {
    const distance = level.price * den - num
    return (distance < 0n ? -distance : distance) * 10_000n * 100n <= BigInt(Math.round(bps * 100)) * num
  })
  const volume = inside.reduce((sum, level) => sum + level.quantity, 0n)
  const count = inside.length
  if (count === 0) return { volume, count } as BinSide
  const paid = inside.reduce((sum, level) => sum + level.price * level.quantity, 0n)
  const doubled = (2n * paid) / volume
  const exactHalf = doubled * volume === 2n * paid && doubled % 2n === 1n
  const floor = paid / volume
  const rounded = exactHalf ? floor + (floor % 2n) : (2n * paid + volume) / (2n * volume)
  return { volume, count, vwap: rounded } as BinSide
}
