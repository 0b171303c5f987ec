import { describe, expect, it } from 'vitest'
import {
  type BookLevel,
  ORDER_KINDS,
  type Order,
  type OrderRequest,
  type OrderType,
  price,
  quantity,
  type Side,
  type VenueReport,
} from '../../domain/index.ts'
import type { Venue } from '../../ports/index.ts'

/** A venue with one market that the test moves by hand; its tick is 0.01 and its lot at most 0.01. */
export interface VenueUnderTest {
  readonly venue: Venue
  /** Every report so far, oldest first. */
  readonly reports: readonly VenueReport[]
  /** An order that was not sent yet, with ids of its own: of one unit to buy at market unless told otherwise. */
  readonly order: (change: Partial<OrderRequest>) => Order
  readonly book: (bids: readonly BookLevel[], asks: readonly BookLevel[]) => Promise<void> | void
  readonly trade: (at: string, size: string, aggressor: Side) => Promise<void> | void
  /** Returns when all that is under way has arrived and been answered. */
  readonly settle: () => Promise<void> | void
}

const levels = (...list: readonly (readonly [at: string, size: string])[]): BookLevel[] =>
  list.map(([at, size]) => ({ price: price(at), quantity: quantity(size) }))
const BIDS = levels(['100.00', '2'], ['99.99', '3'], ['99.98', '5'])
const ASKS = levels(['100.10', '2'], ['100.11', '3'], ['100.12', '5'])

/** Of each kind that waits at `stopPrice`: a market one tick short of it, and the one that wakes it. */
const WAKINGS = [
  { type: 'stop', side: 'buy', asleep: '100.99', awake: '101.00' },
  { type: 'stop', side: 'sell', asleep: '99.01', awake: '99.00' },
  { type: 'stop-limit', side: 'buy', asleep: '100.99', awake: '101.00' },
  { type: 'stop-limit', side: 'sell', asleep: '99.01', awake: '99.00' },
  { type: 'take-profit', side: 'buy', asleep: '99.01', awake: '99.00' },
  { type: 'take-profit', side: 'sell', asleep: '100.99', awake: '101.00' },
  { type: 'take-profit-limit', side: 'buy', asleep: '99.01', awake: '99.00' },
  { type: 'take-profit-limit', side: 'sell', asleep: '100.99', awake: '101.00' },
] as const satisfies readonly { readonly type: OrderType; readonly side: Side; readonly asleep: string; readonly awake: string }[]

/** What every venue must do with the kinds of order that it says it takes; those that it does not take are skipped. */
export function venueContract(
  name: string,
  open: () => Promise<VenueUnderTest> | VenueUnderTest,
  kinds: Venue['capabilities'],
): void {
  const has = (type: OrderType): boolean => kinds.types.includes(type)

  async function start() {
    const under = await open()
    await under.book(BIDS, ASKS)
    const send = async (change: Partial<OrderRequest>): Promise<Order> => {
      const order = under.order(change)
      under.venue.submit(order)
      await under.settle()
      return order
    }
    const told = ({ clientOrderId }: Order): readonly VenueReport[] =>
      under.reports.filter((report) => report.clientOrderId === clientOrderId)
    return {
      ...under,
      send,
      limit: (at: string, change: Partial<OrderRequest> = {}) => send({ type: 'limit', limitPrice: price(at), ...change }),
      types: (order: Order) => told(order).map(({ type }) => type),
      fills: (order: Order) => told(order).flatMap((report) => (report.type === 'filled' ? [report] : [])),
      filled: (order: Order): bigint =>
        told(order).reduce((sum, report) => sum + (report.type === 'filled' ? report.quantity : 0n), 0n),
      /** The whole book at one price and a tick beside it. */
      move: async (bid: string, ask: string) => {
        await under.book(levels([bid, '50']), levels([ask, '50']))
        await under.settle()
      },
      pass: async (at: string, size: string, aggressor: Side) => {
        await under.trade(at, size, aggressor)
        await under.settle()
      },
    }
  }

  describe(`${name} takes each kind of order that it says it takes`, () => {
    it('only says what there is', () => {
      expect(open).toBeTypeOf('function')
      expect(kinds.types.length).toBeGreaterThan(0)
      expect(new Set(kinds.types).size).toBe(kinds.types.length)
      if (kinds.postOnly || kinds.iceberg) expect(kinds.types).toContain('limit')
    })

    it.skipIf(!has('market'))('market: accepted, then the best of the book and no more than is there', async () => {
      const v = await start()
      const order = await v.send({ quantity: quantity('3') })
      expect(v.types(order)[0]).toBe('accepted')
      expect(v.fills(order).map((fill) => [fill.price, fill.quantity, fill.liquidity])).toEqual([
        [price('100.10'), quantity('2'), 'taker'],
        [price('100.11'), quantity('1'), 'taker'],
      ])
      const more = await v.send({ quantity: quantity('20') })
      expect(v.filled(more)).toBeLessThanOrEqual(quantity('7'))
      expect(v.types(more).at(-1)).toBe('expired')
    })

    it.skipIf(!has('limit'))(
      'limit GTC: takes what its price reaches, rests with the rest, and fills at its own price',
      async () => {
        const v = await start()
        const order = await v.limit('100.10', { quantity: quantity('3') })
        expect(v.filled(order)).toBe(quantity('2'))
        await v.pass('100.09', '0.5', 'sell')
        expect(v.filled(order)).toBe(quantity('2.5'))
        await v.pass('100.05', '5', 'sell')
        expect(v.fills(order).map(({ price: at }) => at)).toEqual([price('100.10'), price('100.10'), price('100.10')])
        expect(v.filled(order)).toBe(quantity('3'))
      },
    )

    it.skipIf(!has('limit'))('limit: a tick short of the market it rests, untouched', async () => {
      const v = await start()
      const order = await v.limit('100.09')
      expect(v.types(order)).toEqual(['accepted'])
      await v.pass('100.10', '5', 'buy')
      expect(v.types(order)).toEqual(['accepted'])
    })

    it.skipIf(!has('limit'))('limit IOC: what there is at once, and nothing later', async () => {
      const v = await start()
      const order = await v.limit('100.10', { quantity: quantity('3'), timeInForce: 'IOC' })
      expect([v.filled(order), v.types(order).at(-1)]).toEqual([quantity('2'), 'expired'])
      await v.pass('99.50', '9', 'sell')
      expect(v.filled(order)).toBe(quantity('2'))
      const none = await v.limit('100.09', { timeInForce: 'IOC' })
      expect([v.filled(none), v.types(none).at(-1)]).toEqual([0n, 'expired'])
    })

    it.skipIf(!has('limit'))('limit FOK: the whole of it, or nothing when a lot is missing', async () => {
      const v = await start()
      const over = await v.limit('100.11', { quantity: quantity('5.01'), timeInForce: 'FOK' })
      expect([v.filled(over), v.types(over).at(-1)]).toEqual([0n, 'expired'])
      const whole = await v.limit('100.11', { quantity: quantity('5'), timeInForce: 'FOK' })
      expect([v.filled(whole), v.types(whole).at(-1)]).toEqual([quantity('5'), 'filled'])
    })

    for (const { type, side, asleep, awake } of WAKINGS) {
      const limited = ORDER_KINDS[type].limitPrice
      const request: Partial<OrderRequest> = {
        type,
        side,
        stopPrice: price(awake),
        ...(limited ? { limitPrice: price(side === 'buy' ? '101.50' : '98.50') } : {}),
      }
      /** The book with the price that such an order would get at `at`. */
      const pictured = (at: string): readonly [string, string] =>
        side === 'buy' ? [(Number(at) - 0.01).toFixed(2), at] : [at, (Number(at) + 0.01).toFixed(2)]

      it.skipIf(!has(type))(`${type} to ${side}: sleeps at ${asleep}, is woken by the book at ${awake}`, async () => {
        const v = await start()
        const order = await v.send(request)
        await v.move(...pictured(asleep))
        expect(v.types(order)).toEqual(['accepted'])
        await v.move(...pictured(awake))
        expect(v.fills(order)).toMatchObject([{ price: price(awake), quantity: quantity('1'), liquidity: 'taker' }])
      })

      it.skipIf(!has(type))(`${type} to ${side}: is woken by a trade at ${awake}, and not a tick before`, async () => {
        const v = await start()
        const order = await v.send(request)
        const aggressor: Side = Number(awake) > 100 ? 'buy' : 'sell'
        await v.pass(asleep, '0.1', aggressor)
        expect(v.types(order)).toEqual(['accepted'])
        await v.pass(awake, '0.1', aggressor)
        expect(v.filled(order)).toBe(quantity('1'))
      })

      it.skipIf(!has(type))(`${type} to ${side}: asleep it can be cancelled, and then never wakes`, async () => {
        const v = await start()
        const order = await v.send(request)
        v.venue.cancel(order.clientOrderId)
        await v.settle()
        await v.move(...pictured(awake))
        expect(v.types(order)).toEqual(['accepted', 'cancelled'])
      })

      if (!limited) continue
      it.skipIf(!has(type))(`${type} to ${side}: once woken it never trades beyond its limit`, async () => {
        const v = await start()
        // The market jumps over the limit: what was woken rests there.
        const beyond = side === 'buy' ? '103.00' : '97.00'
        const limitPrice = ORDER_KINDS[type].wakes === 'against' ? price(awake) : price(side === 'buy' ? '98.00' : '102.00')
        const order = await v.send({ ...request, limitPrice })
        if (ORDER_KINDS[type].wakes === 'against') await v.move(...pictured(beyond))
        else await v.move(...pictured(awake))
        expect(v.types(order)).toEqual(['accepted'])
        await v.pass(side === 'buy' ? '96.00' : '104.00', '9', side === 'buy' ? 'sell' : 'buy')
        expect(v.fills(order)).toMatchObject([{ price: limitPrice, quantity: quantity('1'), liquidity: 'maker' }])
      })
    }

    it.skipIf(!kinds.postOnly)(
      'post-only: rests a tick from the market as a maker, is rejected where it would take',
      async () => {
        const v = await start()
        for (const [side, rests, takes] of [
          ['buy', '100.09', '100.10'],
          ['sell', '100.01', '100.00'],
        ] as const) {
          const taking = await v.limit(takes, { side, postOnly: true })
          expect(v.types(taking)).toEqual(['rejected'])
          const resting = await v.limit(rests, { side, postOnly: true, quantity: quantity('0.5') })
          expect(v.types(resting)).toEqual(['accepted'])
          await v.pass(side === 'buy' ? '100.08' : '100.02', '1', side === 'buy' ? 'sell' : 'buy')
          expect(v.fills(resting)).toMatchObject([{ price: price(rests), liquidity: 'maker' }])
          await v.book(BIDS, ASKS)
        }
      },
    )

    it.skipIf(!kinds.iceberg)('iceberg: trades meet what it shows, and each part that comes into view queues anew', async () => {
      const v = await start()
      const order = await v.limit('100.00', { quantity: quantity('2.5'), displayQuantity: quantity('1') })
      await v.pass('100.00', '2', 'sell')
      expect(v.filled(order)).toBe(0n)
      await v.pass('100.00', '9', 'sell')
      expect(v.filled(order)).toBe(quantity('1'))
      await v.pass('100.00', '1.99', 'sell')
      expect(v.filled(order)).toBe(quantity('1'))
      await v.pass('100.00', '9', 'sell')
      expect(v.filled(order)).toBe(quantity('2'))
      await v.pass('99.99', '9', 'sell')
      expect(v.filled(order)).toBe(quantity('2.5'))
      expect(v.types(order)).not.toContain('rejected')
    })

    it.skipIf(!kinds.iceberg)(
      'iceberg: all of it takes what its price reaches, and a trade beyond it meets all that is left',
      async () => {
        const v = await start()
        const order = await v.limit('100.10', { quantity: quantity('5'), displayQuantity: quantity('0.5') })
        expect(v.filled(order)).toBe(quantity('2'))
        await v.pass('100.09', '9', 'sell')
        expect(v.filled(order)).toBe(quantity('5'))
      },
    )
  })
}
