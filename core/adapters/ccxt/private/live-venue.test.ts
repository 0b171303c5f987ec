import { describe, expect, it, vi } from 'vitest'
import { price, quantity } from '../../../domain/index.ts'
import { liveOrder, LONGEST_WAIT, openRecordedVenue, SHORT_TIMES } from '../../../testing/live-venue.ts'
import { filledOf, stillVenue } from '../../../testing/still-venue.ts'

const ORDER = /\/api\/v3\/order$/
const low = { side: 'buy', type: 'limit', limitPrice: price('30000'), quantity: quantity('0.001') } as const

const venue = stillVenue()
const soon = { timeout: 8_000, interval: 5 }

describe('orders through ccxt at the demo exchange', () => {
  it('a market order is accepted and filled, fees in what the venue took', async () => {
    const order = liveOrder({ side: 'buy' })
    venue.opened.venue.submit(order)
    await vi.waitFor(() => expect(filledOf(venue.opened.of(order))).toBe(order.quantity), soon)
    await venue.opened.venue.refresh()
    const fills = venue.opened.of(order).filter((report) => report.type === 'filled')
    expect(venue.opened.story(order)[0]).toBe('accepted')
    expect(fills.reduce((sum, fill) => sum + fill.quantity, 0n)).toBe(order.quantity)
    expect(fills[0]).toMatchObject({ feeAsset: 'BTC', liquidity: 'taker' })
    expect(venue.posts(order)).toHaveLength(1)
  })

  it('a resting order is cancelled', async () => {
    const order = liveOrder(low)
    venue.opened.venue.submit(order)
    venue.opened.venue.cancel(order.clientOrderId)
    await venue.told(order, ['accepted', 'cancelled'])
  })

  it.each(['lost-response', 'done-500', 'empty-answer', 'garbage-answer', 'cut-answer', 'stuck-answer', 'late-request'] as const)(
    '%s: the order is found by its client id and never sent again',
    async (fault) => {
      venue.demo.faults.stalled = true
      const order = liveOrder(low)
      venue.demo.faults.failRest(fault, 1, ORDER, 'POST')
      venue.opened.venue.submit(order)
      await vi.waitFor(() => expect(venue.posts(order)).toHaveLength(1), soon)
      // What stops in the middle of an answer is given up in the end.
      if (fault === 'stuck-answer') {
        await vi.waitFor(() => expect(venue.rows(order)).toHaveLength(1), soon)
        venue.clock.skip(LONGEST_WAIT)
      }
      await venue.told(order, ['unknown', 'accepted'])
      expect(venue.posts(order)).toHaveLength(1)
      venue.opened.venue.cancel(order.clientOrderId)
      await vi.waitFor(() => expect(venue.opened.story(order).at(-1)).toBe('cancelled'), soon)
    },
  )

  it('an order that got lost is believed not to exist only when it cannot arrive any more, and twice', async () => {
    const faults = ['lost-request', 'status-500', 'status-503', 'bad-json'] as const
    const orders = faults.map(() => liveOrder(low))
    for (const fault of faults) venue.demo.faults.failRest(fault, 1, ORDER, 'POST')
    for (const order of orders) venue.opened.venue.submit(order)
    await venue.outlast(orders)
    expect(orders.map(venue.opened.story)).toEqual(orders.map(() => ['unknown']))
    for (const order of orders) {
      await venue.told(order, ['unknown', 'rejected'])
      expect(venue.opened.of(order).at(-1)).toMatchObject({ reason: 'never arrived' })
      expect(venue.posts(order)).toHaveLength(1)
    }
    expect(venue.opened.venue.unknown()).toEqual([])
  })

  it('a request that is too slow for its time stamp is refused by the venue, and is never taken for an order', async () => {
    const hasty = await openRecordedVenue(venue.demo.endpoint, { times: SHORT_TIMES })
    await hasty.venue.connect()
    venue.demo.faults.restDelay = 600
    const order = liveOrder(low)
    hasty.venue.submit(order)
    await vi.waitFor(() => expect(hasty.story(order)).toEqual(['unknown']), soon)
    venue.demo.faults.restDelay = 0
    await vi.waitFor(() => expect(hasty.story(order)).toEqual(['unknown', 'rejected']), soon)
    expect(venue.rows(order)).toEqual([])
    expect(venue.posts(order)).toHaveLength(1)
    await hasty.venue.close()
  })

  it.each(['lost-request', 'lost-response', 'status-503', 'empty-answer'] as const)(
    'a cancel that meets %s is carried out in the end',
    async (fault) => {
      venue.demo.faults.stalled = true
      const order = liveOrder(low)
      venue.opened.venue.submit(order)
      await venue.told(order, ['accepted'])
      venue.demo.faults.failRest(fault, 1, ORDER, 'DELETE')
      venue.opened.venue.cancel(order.clientOrderId)
      await venue.told(order, ['accepted', 'unknown', 'cancelled'])
      expect(venue.rows(order)).toMatchObject([{ status: 'CANCELED' }])
    },
  )
})
