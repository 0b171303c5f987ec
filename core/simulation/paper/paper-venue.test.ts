import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countedIds } from '../../adapters/memory/index.ts'
import {
  applyRate,
  type BookLevel,
  clientOrderId,
  millis,
  notional,
  type Order,
  ORDER_KINDS,
  ORDER_TYPES,
  type OrderRequest,
  type Price,
  price,
  type Quantity,
  quantity,
  type Side,
  type VenueReport,
  waitsForPrice,
  wokenAt,
} from '../../domain/index.ts'
import { BTC, btcInstrument } from '../../testing/trading-harness.ts'
import { simulatedClock } from '../clock/index.ts'
import { PaperVenue } from './paper-venue.ts'
import { QUEUE_MODELS, type QueueModel } from './queue.ts'
import { submittedOrder } from '../../testing/submitted-order.ts'

type Filled = Extract<VenueReport, { type: 'filled' }>
const FINAL = ['rejected', 'cancelled', 'expired']
const levels = (...list: readonly (readonly [number, number])[]): BookLevel[] =>
  list.map(([at, size]) => ({ price: price(String(at)), quantity: quantity(String(size)) }))

function venueWith(delays: readonly number[] = [], queue?: QueueModel) {
  const clock = simulatedClock(millis(1_000))
  let sample = 0
  const venue = new PaperVenue({
    clock,
    ids: countedIds(),
    latency: { sample: () => delays[sample++ % delays.length] ?? 10 },
    instrument: (id) => (id === BTC ? btcInstrument : undefined),
    queue,
  })
  const reports: VenueReport[] = []
  venue.onReport((report) => reports.push(report))
  const fact = () => ({ instrument: BTC, exchangeTime: clock.now(), receivedTime: clock.now() })
  let count = 0
  return {
    clock,
    venue,
    reports,
    fills: (id?: string) =>
      reports.filter((report): report is Filled => report.type === 'filled' && (id === undefined || report.clientOrderId === id)),
    types: (id: string) => reports.filter(({ clientOrderId: of }) => of === id).map(({ type }) => type),
    book: (bids: readonly BookLevel[], asks: readonly BookLevel[]) => {
      venue.onBook({ kind: 'book-snapshot', ...fact(), sequence: 1, bids, asks })
    },
    trade: (at: number, size: number, aggressor: Side) => {
      venue.onTrade({ kind: 'trade', ...fact(), id: 't', price: price(String(at)), quantity: quantity(String(size)), aggressor })
    },
    order(change: Partial<OrderRequest> = {}, state: Order['state'] = 'submitted'): Order {
      count += 1
      const [id, clientId] = [`o${String(count)}`, `c${String(count)}`]
      const name = { id, clientId, environment: 'paper', at: clock.now() } as const
      return { ...submittedOrder({ instrument: BTC, ...change }, name), state }
    },
    submit(change: Partial<OrderRequest> = {}): Order {
      const order = this.order(change)
      venue.submit(order)
      return order
    },
  }
}

const BIDS = levels([100, 2], [99, 3], [98, 5])
const ASKS = levels([101, 2], [102, 3], [103, 5])
const limit = (at: number, change: Partial<OrderRequest> = {}): Partial<OrderRequest> => ({
  type: 'limit',
  limitPrice: price(String(at)),
  ...change,
})

describe('paper venue', () => {
  it('walks the displayed levels and takes each only once, for as long as it is shown unchanged', () => {
    const v = venueWith()
    v.book(BIDS, ASKS)
    v.submit({ quantity: quantity('3') })
    v.submit({ quantity: quantity('3') })
    v.clock.advance(10)
    const taken = (): [string, number][] =>
      v.fills().map((fill) => [String(fill.price / 10n ** 12n), Number(fill.quantity) / 1e12])
    expect(taken()).toEqual([
      ['101', 2],
      ['102', 1],
      ['102', 2],
      ['103', 1],
    ])
    v.book(BIDS, ASKS)
    v.submit({ quantity: quantity('1') })
    v.clock.advance(10)
    expect(taken().at(-1)).toEqual(['103', 1])
    v.book(BIDS, levels([101, 4], [102, 3]))
    v.submit({ quantity: quantity('5') })
    v.clock.advance(10)
    expect(taken().at(-1)).toEqual(['101', 4])
    expect(v.reports.at(-1)).toMatchObject({ type: 'expired', reason: 'the displayed book is used up' })
  })

  it('fills FOK whole or not at all, IOC what there is', () => {
    const v = venueWith()
    v.book(BIDS, ASKS)
    const short = v.submit(limit(102, { quantity: quantity('5.00001'), timeInForce: 'FOK' }))
    const part = v.submit(limit(101, { quantity: quantity('3'), timeInForce: 'IOC' }))
    const whole = v.submit(limit(102, { quantity: quantity('3'), timeInForce: 'FOK' }))
    v.clock.advance(10)
    expect(v.types(short.clientOrderId)).toEqual(['accepted', 'expired'])
    expect(v.types(part.clientOrderId)).toEqual(['accepted', 'filled', 'expired'])
    expect(v.types(whole.clientOrderId)).toEqual(['accepted', 'filled'])
  })

  it('wakes a stop at its price and not before, from trades and from the book', () => {
    const v = venueWith()
    v.book(BIDS, ASKS)
    const byTrade = v.submit({ type: 'stop', side: 'sell', stopPrice: price('99'), timeInForce: 'FOK' })
    const byBook = v.submit({ type: 'stop', side: 'buy', stopPrice: price('104') })
    v.clock.advance(10)
    v.trade(99.01, 1, 'sell')
    v.book(BIDS, levels([103.99, 5]))
    expect(v.fills()).toEqual([])
    v.trade(99, 0.1, 'sell')
    expect(v.fills()).toMatchObject([{ clientOrderId: byTrade.clientOrderId, price: price('100'), liquidity: 'taker' }])
    v.book(BIDS, levels([104, 5]))
    expect(v.fills(byBook.clientOrderId)).toMatchObject([{ price: price('104') }])
    const short = v.submit({ type: 'stop', side: 'sell', stopPrice: price('99'), quantity: quantity('50'), timeInForce: 'FOK' })
    v.clock.advance(10)
    v.trade(98, 1, 'sell')
    expect(v.types(short.clientOrderId)).toEqual(['accepted', 'expired'])
  })

  it('waits behind what was displayed first, and shares one trade among its orders by price and time', () => {
    const v = venueWith()
    v.book(BIDS, ASKS)
    const late = v.submit(limit(99))
    const first = v.submit(limit(100))
    const second = v.submit(limit(100))
    v.clock.advance(10)
    v.trade(100, 2, 'sell')
    expect(v.fills()).toEqual([])
    v.trade(100, 1.5, 'buy')
    expect(v.fills()).toEqual([])
    v.trade(100, 0.6, 'sell')
    expect(v.fills().map((fill) => [fill.clientOrderId, fill.quantity])).toEqual([[first.clientOrderId, quantity('0.6')]])
    v.trade(98.5, 1.9, 'sell')
    const total = (id: string): bigint => v.fills(id).reduce((sum, fill) => sum + fill.quantity, 0n)
    expect([total(first.clientOrderId), total(second.clientOrderId), total(late.clientOrderId)]).toEqual(
      ['1', '1', '0.5'].map((text) => quantity(text)),
    )
    expect(v.fills().every((fill) => fill.liquidity === 'maker')).toBe(true)
  })

  it('stands at the end of the queue after a restart, not at its head', () => {
    const v = venueWith()
    const resumed = v.order(limit(100), 'accepted')
    v.venue.resume(resumed)
    v.trade(100, 9, 'sell')
    v.book(BIDS, ASKS)
    v.trade(100, 2, 'sell')
    expect(v.fills()).toEqual([])
    v.trade(100, 1, 'sell')
    expect(v.types(resumed.clientOrderId)).toEqual(['filled'])
  })

  it('ignores the cancel of an order that is gone, and never lets a cancel overtake its order', () => {
    const v = venueWith([50, 1])
    v.book(BIDS, ASKS)
    const order = v.submit(limit(90))
    v.venue.cancel(order.clientOrderId)
    v.clock.advance(100)
    expect(v.types(order.clientOrderId)).toEqual(['accepted', 'cancelled'])
    const filled = v.submit()
    v.clock.advance(100)
    v.venue.cancel(filled.clientOrderId)
    v.venue.cancel(clientOrderId('unheard of'))
    v.clock.advance(100)
    expect(v.types(filled.clientOrderId)).toEqual(['accepted', 'filled'])
    expect(v.types('unheard of')).toEqual([])
  })

  it('refuses what it has no market for', () => {
    const v = venueWith()
    const order = v.submit()
    v.clock.advance(10)
    expect(v.types(order.clientOrderId)).toEqual(['rejected'])
  })
})

const side = fc.constantFrom<Side>('buy', 'sell')
const at = fc.integer({ min: 95, max: 105 })
const size = fc.integer({ min: 1, max: 4_000 }).map((thousandths) => thousandths / 1_000)
const step = fc.oneof(
  fc.record({
    do: fc.constant('submit' as const),
    side,
    type: fc.constantFrom(...ORDER_TYPES),
    postOnly: fc.boolean(),
    /** Thousandths of the size that an iceberg shows; none for the rest. */
    shows: fc.constantFrom(0, 100, 300, 999),
    stopAt: at,
    timeInForce: fc.constantFrom('GTC' as const, 'IOC' as const, 'FOK' as const),
    at,
    size,
  }),
  fc.record({
    do: fc.constant('book' as const),
    mid: fc.integer({ min: 97, max: 103 }),
    sizes: fc.array(size, { minLength: 8, maxLength: 8 }),
  }),
  fc.record({ do: fc.constant('trade' as const), side, at, size }),
  fc.record({ do: fc.constant('cancel' as const), index: fc.nat(10) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 40 }) }),
)

describe('paper venue, whatever happens', () => {
  it('never fills better than the market allowed, more than was there, or after the end', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.array(fc.nat(30), { minLength: 1, maxLength: 7 }), (script, delays) => {
        const v = venueWith(delays, delays.length % 2 === 0 ? QUEUE_MODELS.pessimistic : QUEUE_MODELS.proportional)
        const orders = new Map<string, Order>()
        let shown = { bids: BIDS, asks: ASKS }
        /** What was taken of each level since the venue last showed it with another size. */
        let taken = new Map<Price, bigint>()
        const awake = new Set<string>()
        const wake = (priceFor: (side: Side) => Price | undefined): void => {
          for (const [id, order] of orders) {
            const seen = priceFor(order.side)
            if (v.types(id)[0] === 'accepted' && seen !== undefined && wokenAt(order, seen)) awake.add(id)
          }
        }
        let budget: { readonly at: Price; readonly aggressor: Side; left: bigint } | undefined
        let checked = 0
        const check = (): void => {
          for (const report of v.reports.slice(checked)) {
            checked += 1
            if (report.type !== 'filled') continue
            const order = orders.get(report.clientOrderId)
            if (order === undefined) throw new Error('a fill of no order')
            if (waitsForPrice(order)) expect(awake.has(order.clientOrderId)).toBe(true)
            if (order.postOnly === true) expect(report.liquidity).toBe('maker')
            const rate = report.liquidity === 'maker' ? btcInstrument.makerFee : btcInstrument.takerFee
            expect(report.fee).toBe(applyRate(notional(report.price, report.quantity), rate, 'up'))
            const opposite = order.side === 'buy' ? shown.asks : shown.bids
            if (report.liquidity === 'taker') {
              const level = opposite.find((each) => each.price === report.price)
              const sum = (taken.get(report.price) ?? 0n) + report.quantity
              taken.set(report.price, sum)
              expect(sum).toBeLessThanOrEqual(level?.quantity ?? 0n)
              if (order.limitPrice !== undefined)
                expect(order.side === 'buy' ? report.price <= order.limitPrice : report.price >= order.limitPrice).toBe(true)
            } else {
              expect(report.price).toBe(order.limitPrice)
              if (budget === undefined) {
                const crossing = opposite.filter((each) =>
                  order.side === 'buy' ? each.price <= report.price : each.price >= report.price,
                )
                expect(crossing.length).toBeGreaterThan(0)
                // Which level gave it is not in the report: charge the best that has something left.
                let left: bigint = report.quantity
                for (const level of crossing) {
                  const used = taken.get(level.price) ?? 0n
                  const give = level.quantity - used < left ? level.quantity - used : left
                  taken.set(level.price, used + give)
                  left -= give
                }
                expect(left).toBe(0n)
              } else {
                expect(budget.aggressor).not.toBe(order.side)
                expect(order.side === 'buy' ? budget.at <= report.price : budget.at >= report.price).toBe(true)
                budget.left -= report.quantity
                if (budget.at === report.price)
                  expect(report.quantity).toBeLessThanOrEqual(order.displayQuantity ?? order.quantity)
                expect(budget.left).toBeGreaterThanOrEqual(0n)
              }
            }
          }
        }
        v.book(shown.bids, shown.asks)
        for (const move of script) {
          budget = undefined
          if (move.do === 'submit') {
            const { limitPrice, stopPrice } = ORDER_KINDS[move.type]
            const rests = move.type === 'limit' && move.timeInForce === 'GTC'
            const shown = (quantity(String(move.size)) * BigInt(move.shows)) / 1_000n
            const order = v.submit({
              side: move.side,
              type: move.type,
              timeInForce: move.timeInForce,
              quantity: quantity(String(move.size)),
              ...(limitPrice ? { limitPrice: price(String(move.at)) } : {}),
              ...(stopPrice ? { stopPrice: price(String(move.stopAt)) } : {}),
              ...(rests && move.postOnly ? { postOnly: true } : {}),
              ...(rests && shown > 0n ? { displayQuantity: shown as Quantity } : {}),
            })
            orders.set(order.clientOrderId, order)
          } else if (move.do === 'book') {
            const next = {
              bids: levels(...move.sizes.slice(0, 4).map((each, i): [number, number] => [move.mid - 1 - i, each])),
              asks: levels(...move.sizes.slice(4).map((each, i): [number, number] => [move.mid + 1 + i, each])),
            }
            const same = (all: typeof next, p: Price): bigint | undefined =>
              [...all.bids, ...all.asks].find((level) => level.price === p)?.quantity
            taken = new Map([...taken].filter(([p]) => same(next, p) !== undefined && same(next, p) === same(shown, p)))
            shown = next
            wake((side) => (side === 'buy' ? next.asks : next.bids)[0]?.price)
            v.book(shown.bids, shown.asks)
          } else if (move.do === 'trade') {
            budget = { at: price(String(move.at)), aggressor: move.side, left: quantity(String(move.size)) }
            wake(() => price(String(move.at)))
            v.trade(move.at, move.size, move.side)
          } else if (move.do === 'cancel') v.venue.cancel(clientOrderId(`c${String(move.index)}`))
          else v.clock.advance(move.ms)
          check()
        }
        v.clock.advance(1_000)
        budget = undefined
        check()
        for (const [id, order] of orders) {
          const types = v.types(id)
          const total = v.fills(id).reduce((sum, fill) => sum + fill.quantity, 0n)
          expect(total).toBeLessThanOrEqual(order.quantity)
          expect(types[0]).toBe(order.postOnly === true && types[0] === 'rejected' ? 'rejected' : 'accepted')
          const end = types.findIndex((type) => FINAL.includes(type))
          if (end >= 0) expect([end, total < order.quantity]).toEqual([types.length - 1, true])
          if (order.timeInForce === 'FOK' && !waitsForPrice(order)) expect([0n, order.quantity]).toContain(total)
          if (!waitsForPrice(order) && (order.type === 'market' || order.timeInForce !== 'GTC'))
            expect(total === order.quantity || end >= 0).toBe(true)
        }
      }),
      { numRuns: 400 },
    )
  })
})
