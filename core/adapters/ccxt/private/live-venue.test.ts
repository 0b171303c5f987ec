import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DemoExchange, RestRequest } from '../../../demo/index.ts'
import { price, quantity } from '../../../domain/index.ts'
import { liveOrder, openRecordedVenue, type OpenedVenue, startObservedDemo } from '../../../testing/live-venue.ts'

const ORDER = /\/api\/v3\/order$/
const low = { side: 'buy', type: 'limit', limitPrice: price('30000'), quantity: quantity('0.001') } as const

let demo: DemoExchange
let requests: RestRequest[]
let opened: OpenedVenue

beforeAll(async () => {
  ;({ demo, requests } = await startObservedDemo())
})
afterAll(() => demo.close())
beforeEach(async () => {
  demo.faults.clear()
  requests.length = 0
  opened = await openRecordedVenue(demo.endpoint)
  await opened.venue.connect()
})
afterEach(() => opened.venue.close())

const posts = (id: string) => requests.filter(({ method, text }) => method === 'POST' && text.includes(id))
const soon = { timeout: 8_000, interval: 10 }

describe('orders through ccxt at the demo exchange', () => {
  it('a market order is accepted and filled, fees in what the venue took', async () => {
    const order = liveOrder({ side: 'buy' })
    opened.venue.submit(order)
    await vi.waitFor(() => expect(opened.story(order)).toContain('filled'), soon)
    await opened.venue.refresh()
    const fills = opened.of(order).filter((report) => report.type === 'filled')
    expect(opened.story(order)[0]).toBe('accepted')
    expect(fills.reduce((sum, fill) => sum + fill.quantity, 0n)).toBe(order.quantity)
    expect(fills[0]).toMatchObject({ feeAsset: 'BTC', liquidity: 'taker' })
    expect(posts(order.clientOrderId)).toHaveLength(1)
  })

  it('a resting order is cancelled', async () => {
    const order = liveOrder(low)
    opened.venue.submit(order)
    opened.venue.cancel(order.clientOrderId)
    await vi.waitFor(() => expect(opened.story(order)).toEqual(['accepted', 'cancelled']), soon)
  })

  it.each(['lost-response', 'done-500', 'empty-answer', 'garbage-answer', 'cut-answer', 'stuck-answer', 'late-request'] as const)(
    '%s: the order is found by its client id and never sent again',
    async (fault) => {
      demo.faults.stalled = true
      const order = liveOrder(low)
      demo.faults.failRest(fault, 1, ORDER, 'POST')
      opened.venue.submit(order)
      await vi.waitFor(() => expect(opened.story(order)).toEqual(['unknown', 'accepted']), soon)
      expect(posts(order.clientOrderId)).toHaveLength(1)
      opened.venue.cancel(order.clientOrderId)
      await vi.waitFor(() => expect(opened.story(order).at(-1)).toBe('cancelled'), soon)
    },
  )

  it.each(['lost-request', 'status-500', 'status-503', 'bad-json'] as const)(
    '%s: the order is believed not to exist only when it cannot arrive any more, and twice',
    async (fault) => {
      const order = liveOrder(low)
      demo.faults.failRest(fault, 1, ORDER, 'POST')
      const sent = Date.now()
      opened.venue.submit(order)
      await vi.waitFor(() => expect(opened.venue.unknown()[0]?.asked.length).toBeGreaterThan(0), soon)
      expect(opened.venue.unknown()).toMatchObject([{ clientOrderId: order.clientOrderId }])
      await vi.waitFor(() => expect(opened.story(order)).toEqual(['unknown', 'rejected']), soon)
      expect(opened.of(order).at(-1)).toMatchObject({ reason: 'never arrived' })
      expect((opened.of(order).at(-1)?.at ?? 0) - sent).toBeGreaterThanOrEqual(450)
      expect(opened.venue.unknown()).toEqual([])
      expect(posts(order.clientOrderId)).toHaveLength(1)
    },
  )

  it('a request that is too slow for its time stamp is refused by the venue, and is never taken for an order', async () => {
    demo.faults.stalled = true
    demo.faults.restDelay = 600
    const order = liveOrder(low)
    opened.venue.submit(order)
    await vi.waitFor(() => expect(opened.story(order)).toEqual(['unknown']), soon)
    demo.faults.restDelay = 0
    await vi.waitFor(() => expect(opened.story(order)).toEqual(['unknown', 'rejected']), soon)
    expect(demo.ledger().filter(({ clientOrderId }) => clientOrderId === order.clientOrderId)).toEqual([])
    expect(posts(order.clientOrderId)).toHaveLength(1)
  })

  it.each(['lost-request', 'lost-response', 'status-503', 'empty-answer'] as const)(
    'a cancel that meets %s is carried out in the end',
    async (fault) => {
      demo.faults.stalled = true
      const order = liveOrder(low)
      opened.venue.submit(order)
      await vi.waitFor(() => expect(opened.story(order)).toEqual(['accepted']), soon)
      demo.faults.failRest(fault, 1, ORDER, 'DELETE')
      opened.venue.cancel(order.clientOrderId)
      await vi.waitFor(() => expect(opened.story(order)).toEqual(['accepted', 'unknown', 'cancelled']), soon)
      expect(demo.ledger().find(({ clientOrderId }) => clientOrderId === order.clientOrderId)?.status).toBe('CANCELED')
    },
  )
})
