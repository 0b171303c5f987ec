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

  it('holds its invariants under any sequence of orders', () => {
    fc.assert(
      fc.property(fc.array(anyOrder, { minLength: 1, maxLength: 120, size: 'max' }), (steps) => {
        const engine = engineWithFees()
        const book = { buy: new Map<Price, Quantity>(), sell: new Map<Price, Quantity>() }
        const queue: { key: number; side: Side; price: Price }[] = []
        const filled = new Map<number, bigint>()
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
              paid += notional(event.price, event.quantity)
              received += (event.price as bigint) * (event.quantity as bigint)
              if (step.kind === 'post-only') expect(event.taker).not.toBe(key)
            }
            if (event.type === 'rested') queue.push({ key: event.key, side: sideOf(event.key), price: event.price })
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
        function sideOf(key: number): Side {
          return stepAt(key).side
        }
      }),
      { numRuns: 300 },
    )
  })
})
