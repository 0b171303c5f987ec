import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { millis } from '../../domain/index.ts'
import { simulatedClock } from '../../simulation/clock/index.ts'
import { PRIORITIES, type Priority, RateBudget, type RateLimit } from './rate-budget.ts'

const RATE: RateLimit = { limit: 100, window: 60_000, reserve: { orders: 20, cancels: 10 } }
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}

function setUp(rate = RATE) {
  const clock = simulatedClock(millis(1_700_000_000_000))
  const budget = new RateBudget(clock, rate)
  const granted: { name: string; at: number }[] = []
  const take = (name: string, weight: number, priority: Priority, signal?: AbortSignal): void => {
    budget.take(weight, priority, signal).then(
      () => granted.push({ name, at: clock.elapsed() }),
      (error: unknown) => granted.push({ name: `${name}: ${error instanceof Error ? error.message : ''}`, at: clock.elapsed() }),
    )
  }
  const advance = async (by: number): Promise<void> => {
    clock.advance(by)
    await settle()
  }
  const names = () => granted.map(({ name }) => name)
  return { clock, budget, granted, take, advance, names }
}

describe('the rate budget', () => {
  it('keeps the reserves: data stops at its share, orders at theirs, cancels use everything', async () => {
    const { take, names, budget, advance } = setUp()
    take('data fills its share', 70, 'data')
    take('order', 20, 'order')
    take('cancel', 10, 'cancel')
    await settle()
    expect(names()).toEqual(['data fills its share', 'order', 'cancel'])
    expect(budget.use()).toEqual({ used: 100, limit: 100, reserved: 30, waiting: 0, closedFor: 0 })
    take('late cancel', 1, 'cancel')
    await advance(59_999)
    expect(names()).not.toContain('late cancel')
    await advance(1)
    expect(names()).toContain('late cancel')
  })

  it.each([
    ['data', 71],
    ['order', 91],
    ['cancel', 101],
  ] as const)('refuses at once what could never be granted: %s of %i', async (priority, weight) => {
    await expect(setUp().budget.take(weight, priority)).rejects.toThrow(RangeError)
    await expect(setUp().budget.take(weight - 1, priority)).resolves.toBeUndefined()
  })

  it('refuses weights that are none, and reserves that leave nothing', async () => {
    await expect(setUp().budget.take(-1, 'data')).rejects.toThrow(RangeError)
    await expect(setUp().budget.take(Number.NaN, 'data')).rejects.toThrow(RangeError)
    expect(() => setUp({ ...RATE, reserve: { orders: 60, cancels: 40 } })).toThrow(/leave nothing/)
  })

  it('lets nobody overtake: first come first served, and a lower priority waits behind a higher one', async () => {
    const { take, names, advance } = setUp()
    take('first', 70, 'data')
    take('large', 60, 'data')
    take('small', 1, 'data')
    take('order', 15, 'order')
    await settle()
    expect(names()).toEqual(['first', 'order'])
    take('heavy cancel', 50, 'cancel')
    take('light order', 1, 'order')
    await settle()
    expect(names()).toEqual(['first', 'order'])
    await advance(60_000)
    expect(names()).toEqual(['first', 'order', 'heavy cancel', 'light order'])
    await advance(60_000)
    expect(names()).toEqual(['first', 'order', 'heavy cancel', 'light order', 'large', 'small'])
  })

  it('can be given up, and what waited behind goes on', async () => {
    const { take, names } = setUp()
    const patience = new AbortController()
    take('first', 40, 'data')
    take('large', 60, 'data', patience.signal)
    take('small', 10, 'data')
    await settle()
    expect(names()).toEqual(['first'])
    patience.abort(new Error('closing'))
    await settle()
    expect(names()).toEqual(['first', 'large: closing', 'small'])
    take('too late', 1, 'data', patience.signal)
    await settle()
    expect(names().at(-1)).toBe('too late: closing')
  })

  it('believes the venue when that has counted more, and not when less', async () => {
    const { budget, take, names, advance } = setUp()
    take('mine', 30, 'data')
    budget.correct(65)
    expect(budget.use().used).toBe(65)
    budget.correct(3)
    expect(budget.use().used).toBe(65)
    take('more', 6, 'data')
    await advance(59_999)
    expect(names()).toEqual(['mine'])
    await advance(1)
    expect(names()).toEqual(['mine', 'more'])
  })

  it('stays closed for as long as the venue said, for everybody, whatever the wall clock does', async () => {
    const { budget, clock, take, names, advance } = setUp()
    budget.closeFor(30_000)
    budget.closeFor(5_000)
    take('data', 1, 'data')
    take('cancel', 1, 'cancel')
    clock.setBy(3_600_000)
    await advance(29_999)
    expect(names()).toEqual([])
    expect(budget.use()).toMatchObject({ waiting: 2, closedFor: 1 })
    await advance(1)
    expect(names()).toEqual(['cancel', 'data'])
  })
})

describe('the rate budget under any load', () => {
  const request = fc.record({
    priority: fc.constantFrom<Priority>(...PRIORITIES),
    weight: fc.nat(70),
    after: fc.nat(20_000),
    abort: fc.boolean(),
  })

  it('spends no more than the limit in any window, keeps the reserves, and serves everybody in the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(request, { maxLength: 60 }), async (requests) => {
        const clock = simulatedClock(millis(0))
        const budget = new RateBudget(clock, RATE)
        const spends: { at: number; weight: number; priority: Priority }[] = []
        const inWindow = (end: number, of: (spend: { priority: Priority }) => boolean = () => true) =>
          spends
            .filter((spend) => spend.at > end - RATE.window && spend.at <= end && of(spend))
            .reduce((sum, { weight }) => sum + weight, 0)
        const tooMuch: string[] = []
        let open = 0
        let cancelsWaiting = 0
        for (const { priority, weight, after, abort } of requests) {
          // Stepwise, so that each grant is seen at its own time.
          for (let passed = 0; passed < after; passed += 100) {
            clock.advance(100)
            await settle()
          }
          const cancel = priority === 'cancel'
          const within =
            cancel && cancelsWaiting === 0 && inWindow(clock.elapsed(), (spend) => spend.priority === 'cancel') + weight <= 10
          const patience = new AbortController()
          let done = false
          open += 1
          if (cancel) cancelsWaiting += 1
          budget
            .take(weight, priority, patience.signal)
            .then(
              () => {
                const at = clock.elapsed()
                spends.push({ at, weight, priority })
                if (inWindow(at) > { cancel: 100, order: 90, data: 70 }[priority]) tooMuch.push(`${priority} at ${String(at)}`)
              },
              () => undefined,
            )
            .finally(() => {
              done = true
              open -= 1
              if (cancel) cancelsWaiting -= 1
            })
          await settle()
          if (within) expect(done).toBe(true)
          if (abort) patience.abort()
          await settle()
          expect(budget.use().waiting).toBe(open)
        }
        for (let windows = 0; windows <= requests.length && open > 0; windows += 1) {
          for (let step = 0; step < 60 && open > 0; step += 1) {
            clock.advance(1_000)
            await settle()
          }
        }
        expect({ open, tooMuch }).toEqual({ open: 0, tooMuch: [] })
        for (const { at } of spends) expect(inWindow(at)).toBeLessThanOrEqual(RATE.limit)
      }),
      { numRuns: 60 },
    )
  })
})
