import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { money, notional, type Price, price, type Quantity, quantity, rate, type Side } from '../../domain/index.ts'
import { MatchingEngine, type MatchingEvent, type OrderRequest } from './index.ts'

const fees = { maker: rate('0.001'), taker: rate('0.002') }
const engineWithFees = (): MatchingEngine => new MatchingEngine({ fees })
const trades = (events: readonly MatchingEvent[]) => events.filter((event) => event.type === 'trade')

const limit = (key: number, side: Side, at: string, size: string) =>
  ({ kind: 'limit', key, side, price: price(at), quantity: quantity(size), handling: 'gtc' }) as const

const anyOrder = fc.record({
  side: fc.constantFrom<Side>('buy', 'sell'),
  tick: fc.integer({ min: 97, max: 103 }),
  lots: fc.integer({ min: 1, max: 50 }),
  kind: fc.constantFrom(
    'iceberg',
    'iceberg',
    'gtc',
    'gtc',
    'gtc',
    'ioc',
    'fok',
    'post-only',
    'market',
    'quote',
    'stop',
    'stop-limit',
    'cancel',
    'cancel',
    'cancel',
  ),
  target: fc.nat(80),
})
type Step = typeof anyOrder extends fc.Arbitrary<infer T> ? T : never

function requestOf(step: Step, key: number): OrderRequest {
  const base = { key, side: step.side }
  const at = price(`${String(step.tick)}.5`)
  const size = quantity(`0.00${String(step.lots).padStart(2, '0')}`)
  const trigger = { price: at, when: step.side === 'buy' ? 'rises' : 'falls' } as const
  if (step.kind === 'market') return { ...base, kind: 'market', quantity: size }
  if (step.kind === 'quote')
    return { ...base, kind: 'market-by-quote', amount: money(`0.${String(step.lots)}1`), lotSize: quantity('0.0001') }
  if (step.kind === 'stop') return { ...base, kind: 'market', quantity: size, trigger }
  if (step.kind === 'stop-limit') return { ...base, kind: 'limit', price: at, quantity: size, handling: 'gtc', trigger }
  if (step.kind === 'iceberg')
    return { ...base, kind: 'limit', price: at, quantity: size, handling: 'gtc', display: quantity('0.0007') }
  const handling = step.kind === 'cancel' ? 'gtc' : step.kind
  return { ...base, kind: 'limit', price: at, quantity: size, handling }
}

describe('matching engine', () => {
  it('fills by price, then by arrival, at the resting price', () => {
    const engine = engineWithFees()
    engine.submit(limit(1, 'sell', '101', '1'))
    engine.submit(limit(2, 'sell', '100', '1'))
    engine.submit(limit(3, 'sell', '100', '1'))
    const made = trades(engine.submit(limit(4, 'buy', '101', '2.5')))
    expect(made.map((trade) => [trade.maker, trade.price, trade.quantity])).toEqual([
      [2, price('100'), quantity('1')],
      [3, price('100'), quantity('1')],
      [1, price('101'), quantity('0.5')],
    ])
    expect(made[0]?.takerFee).toBe(money('0.2'))
    expect(made[0]?.makerFee).toBe(money('0.1'))
  })

  it('spends a quote amount in whole lots', () => {
    const engine = engineWithFees()
    engine.submit(limit(1, 'sell', '100', '1'))
    engine.submit(limit(2, 'sell', '200', '1'))
    const events = engine.submit({
      kind: 'market-by-quote',
      key: 3,
      side: 'buy',
      amount: money('250'),
      lotSize: quantity('0.1'),
    })
    expect(trades(events).map((trade) => trade.quantity)).toEqual([quantity('1'), quantity('0.7')])
    expect(events.at(-1)).toEqual({ type: 'filled', key: 3 })
  })

  it('wakes a stop by the last trade and cancels by key', () => {
    const engine = engineWithFees()
    engine.submit(limit(1, 'buy', '100', '1'))
    engine.submit(limit(2, 'buy', '99', '5'))
    const trigger = { price: price('100'), when: 'falls' } as const
    expect(engine.submit({ kind: 'market', key: 3, side: 'sell', quantity: quantity('2'), trigger })).toHaveLength(1)
    const events = engine.submit(limit(4, 'sell', '100', '1'))
    expect(events.map((event) => event.type)).toContain('triggered')
    expect(trades(events).map((trade) => trade.taker)).toEqual([4, 3])
    expect(engine.cancel(2).at(-1)).toMatchObject({ type: 'ended', remaining: quantity('3') })
    expect(engine.cancel(2)).toEqual([])
  })

  it('an iceberg shows one part at a time, and each next part queues behind the others at its price', () => {
    const engine = engineWithFees()
    engine.submit({ ...limit(1, 'sell', '100', '5'), display: quantity('2') })
    engine.submit(limit(2, 'sell', '100', '1'))
    expect(engine.asks.best()?.total).toBe(quantity('3'))
    const made = trades(engine.submit(limit(3, 'buy', '100', '4.5')))
    expect(made.map((trade) => [trade.maker, trade.quantity])).toEqual([
      [1, quantity('2')],
      [2, quantity('1')],
      [1, quantity('1.5')],
    ])
    expect(engine.asks.best()?.total).toBe(quantity('0.5'))
    expect(engine.remaining(1)).toBe(quantity('1.5'))
    // What is hidden trades too: an order for all of it is not killed, and is known to cost so much.
    const all = { kind: 'market', key: 4, side: 'buy', quantity: quantity('1.5') } as const
    expect(engine.estimate(all)).toEqual({ quantity: quantity('1.5'), cost: money('150') })
    expect(engine.submit({ ...limit(5, 'buy', '100', '1.5'), handling: 'fok' })).toContainEqual({ type: 'filled', key: 5 })
  })

  describe('of two linked orders', () => {
    const pairAt = (): MatchingEngine => {
      const engine = engineWithFees()
      engine.submit(limit(1, 'buy', '90', '5'))
      engine.submit(limit(2, 'sell', '105', '1'))
      engine.submit(limit(3, 'buy', '105', '0.5'))
      const trigger = { price: price('95'), when: 'falls' } as const
      engine.submit({ kind: 'market', key: 10, side: 'sell', quantity: quantity('2'), trigger })
      engine.submit(limit(11, 'sell', '110', '2'))
      engine.link(10, 11)
      return engine
    }
    const other = (key: number) => ({ type: 'ended', key, remaining: quantity('2'), reason: 'other-leg' })

    it('the first that trades, even in part, ends the other before it does', () => {
      const events = pairAt().submit(limit(12, 'buy', '110', '0.7'))
      expect(events.findIndex((event) => event.type === 'ended' && event.key === 10)).toBe(
        events.findIndex((event) => event.type === 'trade' && event.maker === 11) - 1,
      )
      expect(events).toContainEqual(other(10))
    })

    it('the one that wakes ends the other, though a third awake with it would have taken that', () => {
      const engine = pairAt()
      const trigger = { price: price('95'), when: 'falls' } as const
      engine.submit({
        kind: 'limit',
        key: 9,
        side: 'buy',
        price: price('110'),
        quantity: quantity('3'),
        handling: 'gtc',
        trigger,
      })
      engine.submit(limit(13, 'buy', '95', '0.1'))
      const events = engine.submit(limit(14, 'sell', '95', '0.1'))
      expect(events).toContainEqual(other(11))
      expect(trades(events).filter((trade) => trade.maker === 11)).toEqual([])
      expect(trades(events).reduce((sum, trade) => sum + (trade.taker === 10 ? trade.quantity : 0n), 0n)).toBe(quantity('2'))
    })

    it('a cancel of one cancels both', () => {
      expect(
        pairAt()
          .cancel(10)
          .filter((event) => event.type === 'ended'),
      ).toEqual([
        { type: 'ended', key: 10, remaining: quantity('2'), reason: 'cancelled' },
        { type: 'ended', key: 11, remaining: quantity('2'), reason: 'cancelled' },
      ])
    })
  })

  it('holds its invariants under any sequence of orders', () => {
    fc.assert(
      fc.property(fc.array(anyOrder, { minLength: 1, maxLength: 120, size: 'max' }), (steps) => {
        const engine = engineWithFees()
        const book = { buy: new Map<Price, Quantity>(), sell: new Map<Price, Quantity>() }
        const queue: { key: number; side: Side; price: Price }[] = []
        const filled = new Map<number, bigint>()
        /** What of a resting order is to be seen. */
        const parts = new Map<number, bigint>()
        let paid = 0n
        let received = 0n
        let updateId = 0
        steps.forEach((step, index) => {
          const key = index + 1
          const request = requestOf(step, key)
          const events = step.kind === 'cancel' ? engine.cancel(step.target) : engine.submit(request)
          for (const event of events) {
            if (event.type === 'trade') {
              // Time priority: the maker is the oldest order left at the best price of its side.
              const side = event.takerSide === 'buy' ? 'sell' : 'buy'
              const rivals = queue.filter((order) => order.side === side)
              const best = rivals.reduce((a, b) => ((side === 'buy' ? b.price > a.price : b.price < a.price) ? b : a))
              expect(event.maker).toBe(best.key)
              expect(event.price).toBe(best.price)
              for (const party of [event.maker, event.taker]) filled.set(party, (filled.get(party) ?? 0n) + event.quantity)
              const shown = (parts.get(event.maker) ?? 0n) - event.quantity
              parts.set(event.maker, shown)
              if (shown === 0n && stepAt(event.maker).kind === 'iceberg') {
                // The next part goes last.
                queue.push(...queue.splice(queue.indexOf(best), 1))
                parts.set(event.maker, partOf(event.maker))
              }
              paid += notional(event.price, event.quantity)
              received += (event.price as bigint) * (event.quantity as bigint)
              if (step.kind === 'post-only') expect(event.taker).not.toBe(key)
            }
            if (event.type === 'rested') {
              queue.push({ key: event.key, side: sideOf(event.key), price: event.price })
              parts.set(event.key, partOf(event.key))
            }
            if (event.type === 'filled' || event.type === 'ended') {
              const at = queue.findIndex((order) => order.key === event.key)
              if (at >= 0) queue.splice(at, 1)
            }
            if (event.type === 'level') {
              updateId += 1
              expect(event.updateId).toBe(updateId)
              if (event.quantity === 0n) book[event.side].delete(event.price)
              else book[event.side].set(event.price, event.quantity)
            }
          }
          if (step.kind === 'fok') {
            const got = filled.get(key) ?? 0n
            const wanted = request.kind === 'limit' ? request.quantity : 0n
            expect(got === 0n || got === wanted).toBe(true)
          }
          const bid = engine.bids.best()
          const ask = engine.asks.best()
          if (bid !== undefined && ask !== undefined) expect(bid.price < ask.price).toBe(true)
        })
        expect(paid).toBe(received)
        for (const [side, levels] of [
          ['buy', engine.bids],
          ['sell', engine.asks],
        ] as const) {
          expect(levels.size).toBe(book[side].size)
          for (let rank = 0; rank < levels.size; rank += 1) {
            const level = levels.at(rank)
            expect(level && book[side].get(level.price)).toBe(level?.total)
            const below = levels.at(rank + 1)
            if (level && below) expect(levels.isBetter(level.price, below.price)).toBe(true)
          }
        }
        // Quantity is conserved: what an order asked for is filled, resting, or was given back.
        for (const order of queue) {
          const request = requestOf(stepAt(order.key), order.key)
          const asked = request.kind === 'market-by-quote' ? 0n : request.quantity
          expect((filled.get(order.key) ?? 0n) + engine.remaining(order.key)).toBe(asked)
        }
        function stepAt(key: number): Step {
          const step = steps[key - 1]
          if (step === undefined) throw new Error('no such step')
          return step
        }
        function partOf(key: number): bigint {
          const asked = requestOf(stepAt(key), key)
          const left = asked.kind === 'limit' ? asked.quantity - (filled.get(key) ?? 0n) : 0n
          const display = asked.kind === 'limit' ? (asked.display ?? left) : left
          return left < display ? left : display
        }
        function sideOf(key: number): Side {
          return stepAt(key).side
        }
      }),
      { numRuns: 300 },
    )
  })
})
