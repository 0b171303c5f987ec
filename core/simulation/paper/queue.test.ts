import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Quantity, quantity, subtract } from '../../domain/index.ts'
import { outOfStep, type QueueMessage, type QueueStep, startingSize, trueQueue } from '../../testing/true-queue.ts'
import { seededRandom } from './models.ts'
import { QUEUE_MODELS, type QueueModel, QueuePosition } from './queue.ts'

const { pessimistic, proportional } = QUEUE_MODELS
const q = (size: number): Quantity => quantity(String(size))
const place = (ahead: number, behind: number) => ({ ahead: q(ahead), behind: q(behind) })

describe('a place in the queue', () => {
  it('is behind all that is shown, and only trades bring it forward when the model is pessimistic', () => {
    const position = new QueuePosition(pessimistic, q(10))
    expect(position.place).toEqual(place(10, 0))
    position.shown(q(14))
    expect(position.place).toEqual(place(10, 4))
    position.shown(q(12))
    expect(position.place).toEqual(place(10, 2))
    position.shown(q(12))
    expect(position.traded(q(3), q(3))).toBe(q(3))
    expect(position.place).toEqual(place(7, 2))
    position.shown(q(9))
    expect(position.place).toEqual(place(7, 2))
    // More than stood behind: the rest can only have stood ahead.
    position.shown(q(5))
    expect(position.place).toEqual(place(5, 0))
  })

  it('moves up by its share of what vanishes when the model is proportional, rounded against us', () => {
    const position = new QueuePosition(proportional, q(9))
    position.shown(q(12))
    position.shown(q(8))
    expect(position.place).toEqual(place(6, 2))
    const odd = new QueuePosition(proportional, 2n as Quantity)
    odd.shown(3n as Quantity)
    odd.shown(2n as Quantity)
    expect(odd.place).toEqual({ ahead: 2n, behind: 0n })
  })

  it('counts a trade once, whether it is told before the picture that lacks it or after', () => {
    for (const model of [pessimistic, proportional]) {
      const before = new QueuePosition(model, q(10))
      expect(before.traded(q(4), q(4))).toBe(q(4))
      before.shown(q(6))
      expect(before.place).toEqual(place(6, 0))
      const after = new QueuePosition(model, q(10))
      after.shown(q(6))
      expect(after.place).toEqual(place(6, 0))
      expect(after.traded(q(4), q(4))).toBe(q(4))
      expect(after.place).toEqual(place(6, 0))
      const among = new QueuePosition(model, q(10))
      among.shown(q(15))
      among.shown(q(11))
      expect(among.traded(q(4), q(4))).toBe(q(4))
      expect(among.place).toEqual(place(6, 5))
      const few = new QueuePosition(model, q(10))
      few.shown(q(12))
      few.shown(q(7))
      expect(few.traded(q(2), q(2))).toBe(q(2))
      // Two traded, so three were cancelled: all that stood behind and one ahead, if not more.
      if (model === pessimistic) expect(few.place).toEqual(place(7, 0))
      // A picture taken before the trade comes in between.
      const late = new QueuePosition(model, q(10))
      late.traded(q(4), q(4))
      late.shown(q(10))
      late.shown(q(6))
      expect(late.place).toEqual(place(6, 0))
    }
  })

  it('gives what is left of a trade to the order', () => {
    const position = new QueuePosition(pessimistic, q(3))
    expect(position.traded(q(5), q(5))).toBe(q(3))
    expect(position.place).toEqual(place(0, 0))
    expect(position.traded(q(5), q(5))).toBe(q(0))
    const passed = new QueuePosition(pessimistic, q(3))
    passed.passed()
    expect(passed.place?.ahead).toBe(q(0))
  })

  it('is not known after a restart until a picture shows the price, and then it is the last', () => {
    const position = new QueuePosition(pessimistic, undefined)
    expect(position.place).toBeUndefined()
    expect(position.traded(q(5), q(5))).toBe(q(5))
    position.shown(q(7))
    expect(position.place).toEqual(place(7, 0))
  })

  it('stays within what is possible whatever a model says', () => {
    for (const said of [0, 100]) {
      const model: QueueModel = { name: 'odd', goneAhead: () => q(said) }
      const position = new QueuePosition(model, q(10))
      position.shown(q(15))
      position.shown(q(9))
      expect(position.place).toEqual(said === 0 ? place(9, 0) : place(4, 5))
    }
  })
})

const size = fc.integer({ min: 1, max: 50 })
const step: fc.Arbitrary<QueueStep> = fc.oneof(
  fc.record({ do: fc.constant('add' as const), size }),
  fc.record({
    do: fc.constant('cancel' as const),
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
    share: fc.constantFrom(0.5, 1),
  }),
  fc.record({ do: fc.constant('trade' as const), size }),
  fc.constant({ do: 'picture' as const }),
)
const market = fc.record({
  initial: fc.array(size, { minLength: 1, maxLength: 8 }),
  steps: fc.array(step, { maxLength: 60 }),
  swaps: fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
})

/** What an order without end got, after each message. */
function follow(model: QueueModel, initial: readonly number[], messages: readonly QueueMessage[]) {
  const position = new QueuePosition(model, startingSize(initial))
  let filled = 0n
  return messages.map((message) => {
    if (message.kind === 'picture') position.shown(message.size)
    else filled += subtract(message.size, position.traded(message.size, message.size))
    return { filled, ahead: position.place?.ahead ?? -1n, behind: position.place?.behind ?? -1n }
  })
}

describe('against the orders one by one, of whom the book shows only the sum', () => {
  it('pessimistic: never before its turn, never more than its turn brought, however trades and pictures are told', () => {
    fc.assert(
      fc.property(market, ({ initial, steps, swaps }) => {
        const messages = outOfStep(trueQueue(initial, steps), swaps)
        let [truth, left] = [0n, startingSize(initial) as bigint]
        for (const [index, { filled, ahead, behind }] of follow(pessimistic, initial, messages).entries()) {
          const message = messages[index]
          truth = (message?.filled ?? 0n) > truth ? (message?.filled ?? 0n) : truth
          left = (message?.ahead ?? 0n) < left ? (message?.ahead ?? 0n) : left
          expect(filled).toBeLessThanOrEqual(truth)
          expect(ahead).toBeGreaterThanOrEqual(left)
          expect(behind).toBeGreaterThanOrEqual(0n)
        }
      }),
      { numRuns: 5_000 },
    )
  })

  it('proportional: between the pessimistic place and the head of the queue', () => {
    fc.assert(
      fc.property(market, ({ initial, steps, swaps }) => {
        const messages = outOfStep(trueQueue(initial, steps), swaps)
        const [worst, mean] = [follow(pessimistic, initial, messages), follow(proportional, initial, messages)]
        let traded = 0n
        for (const [index, { filled, ahead }] of mean.entries()) {
          const message = messages[index]
          if (message?.kind === 'trade') traded += message.size
          expect(filled).toBeGreaterThanOrEqual(worst[index]?.filled ?? 0n)
          expect(filled).toBeLessThanOrEqual(traded)
          expect(ahead).toBeLessThanOrEqual(worst[index]?.ahead ?? 0n)
          expect(ahead).toBeGreaterThanOrEqual(0n)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('proportional is right on the mean where who cancels stands anywhere', () => {
    const random = seededRandom(11)
    let [error, pessimism] = [0, 0]
    const RUNS = 3_000
    for (let run = 0; run < RUNS; run += 1) {
      const initial = Array.from({ length: 20 }, () => 10)
      const steps: QueueStep[] = []
      for (let index = 0; index < 12; index += 1) {
        steps.push({ do: 'add', size: 10 }, { do: 'picture' })
        steps.push({ do: 'cancel', at: random.next() * 0.999, share: 1 }, { do: 'picture' }, { do: 'picture' })
        if (index % 4 === 3) steps.push({ do: 'trade', size: 15 }, { do: 'picture' })
      }
      const messages = trueQueue(initial, steps)
      const truth = Number(messages.at(-1)?.ahead ?? 0n)
      error += Number(follow(proportional, initial, messages).at(-1)?.ahead ?? 0n) - truth
      pessimism += Number(follow(pessimistic, initial, messages).at(-1)?.ahead ?? 0n) - truth
    }
    // Of 200 that stood ahead at the start.
    expect(Math.abs(error / RUNS)).toBeLessThan(4)
    expect(pessimism / RUNS).toBeGreaterThan(30)
  })
})
