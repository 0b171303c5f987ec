import { expect, it } from 'vitest'
import { ALL_UNCHANGED } from '../venues/contract.ts'
import { TopPieces } from './top-pieces.ts'

it('tells from which rank on a side changed, also where a level comes back that had fallen out', () => {
  const top = new TopPieces(3)
  const fill = (...pieces: number[]): number => {
    top.clear()
    for (const piece of pieces) top.add(piece)
    top.filled()
    return top.unchanged
  }
  expect(fill(7, 8, 9)).toBe(0)
  expect(fill(7, 8, 9)).toBe(ALL_UNCHANGED)
  expect(fill(7, 8)).toBe(2)
  expect(fill(7, 8, 9)).toBe(2)
  expect(fill(7, 5, 9)).toBe(1)
})
