import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ALL_UNCHANGED } from '../venues/contract.ts'
import { LevelSide } from './level-side.ts'

const change = fc.record({
  price: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 5_000 })),
  size: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9 })),
})
const step = fc.oneof(
  { weight: 30, arbitrary: change },
  { weight: 1, arbitrary: fc.record({ truncate: fc.integer({ min: 0, max: 400 }) }) },
  { weight: 1, arbitrary: fc.constant({ rescale: 10 }) },
  { weight: 1, arbitrary: fc.constant({ clear: true }) },
)

describe('one side of a book', () => {
  it.each(['bid', 'ask'] as const)('holds after any changes what a sorted map holds (%s)', (name) => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 3_000, size: 'max' }), (steps) => {
        const side = new LevelSide(name, 5)
        let model = new Map<number, number>()
        let scale = 1
        let last: number[] = []
        const sorted = () => [...model].sort(([a], [b]) => (name === 'bid' ? b - a : a - b))
        for (const [index, each] of steps.entries()) {
          if ('price' in each) {
            side.set(each.price * scale, each.size, each.price * 100 + each.size)
            if (each.size === 0) model.delete(each.price * scale)
            else model.set(each.price * scale, each.size)
          } else if ('truncate' in each) {
            side.truncate(each.truncate)
            model = new Map(sorted().slice(0, each.truncate))
          } else if ('clear' in each) {
            side.clear()
            model.clear()
          } else if (scale < 1e6 && side.canRescale(each.rescale, 1)) {
            side.rescale(each.rescale, 1)
            scale *= each.rescale
            model = new Map([...model].map(([price, size]) => [price * each.rescale, size]))
          }
          if (index % 16 !== 0 && index < steps.length - 1) continue
          const levels: [number, number][] = []
          side.forBest(Number.MAX_SAFE_INTEGER, (price, size) => levels.push([price, size]))
          expect(levels).toEqual(sorted())
          expect(side.length).toBe(model.size)
          if (model.size > 0) expect([[side.bestPrice(), side.bestSize()]]).toEqual(sorted().slice(0, 1))
          const expected = sorted()
            .slice(0, 5)
            .map(([price, size]) => (price / scale) * 100 + size)
          const top = side.topLevels()
          if (top === null) throw new Error('no checksum')
          const pieces = Array.from({ length: top.length }, (_, rank) => top.piece(rank))
          expect(pieces).toEqual(expected)
          // What changed must not be called unchanged.
          if (top.unchanged === ALL_UNCHANGED) expect(last).toEqual(expected)
          else expect(last.slice(0, top.unchanged)).toEqual(expected.slice(0, top.unchanged))
          top.settle()
          last = pieces
        }
      }),
      { numRuns: 40 },
    )
  })
})
