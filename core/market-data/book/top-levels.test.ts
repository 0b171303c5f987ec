import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LevelSide } from './level-side.ts'

const DEPTH = 3
const price = fc.integer({ min: 1, max: 400 })
const prices = fc.oneof(
  fc.array(price, { minLength: 1, maxLength: 60 }),
  // Each better than the one before: those that were held give way one by one.
  fc
    .record({ worst: price, count: fc.integer({ min: 1, max: 60 }) })
    .map(({ worst, count }) => Array.from({ length: Math.min(worst, count) }, (_, i) => worst - i)),
)
const step = fc.oneof(
  fc.record({ add: prices }),
  // More than are held in reserve: what follows them must be found again.
  fc.record({ removeBest: fc.integer({ min: 1, max: 50 }) }),
  fc.record({ look: fc.constant(true) }),
)

it('tells the best levels of a side however many of them came and went between two looks', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30, size: 'max' }), (steps) => {
      const side = new LevelSide('ask', DEPTH)
      const model = new Map<number, number>()
      const best = () => [...model].sort(([a], [b]) => a - b)
      for (const [index, each] of steps.entries()) {
        if ('add' in each)
          for (const price of each.add) {
            side.set(price, 1, price * 1_000 + index)
            model.set(price, price * 1_000 + index)
          }
        else if ('removeBest' in each)
          for (const [price] of best().slice(0, each.removeBest)) {
            side.set(price, 0)
            model.delete(price)
          }
        if (!('look' in each) && index < steps.length - 1) continue
        const top = side.topLevels()
        const pieces = Array.from({ length: top?.length ?? 0 }, (_, rank) => top?.piece(rank))
        expect(pieces).toEqual(
          best()
            .map(([, piece]) => piece)
            .slice(0, DEPTH),
        )
        top?.settle()
      }
    }),
    { numRuns: 600 },
  )
})
