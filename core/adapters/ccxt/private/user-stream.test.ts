import { describe, expect, it, vi } from 'vitest'
import { type FillId, millis, price, quantity } from '../../../domain/index.ts'
import { asStranger, liveOrder, openRecordedVenue } from '../../../testing/live-venue.ts'
import { filledOf, stillVenue } from '../../../testing/still-venue.ts'

const ORDER = /\/api\/v3\/order$/
const REPORTS = /^userData:executionReport$/
const low = { side: 'buy', type: 'limit', limitPrice: price('30000'), quantity: quantity('0.001') } as const
const soon = { timeout: 8_000, interval: 10 }

const venue = stillVenue()

const symbol = 'BTCUSDT'
const opened = () => venue.opened
const place = (params: Readonly<Record<string, string>>) =>
  asStranger(venue.demo.endpoint, { method: 'POST', path: 'order', params: { symbol, ...params } })
const cancelAll = () => asStranger(venue.demo.endpoint, { method: 'DELETE', path: 'openOrders', params: { symbol } })

describe('the user stream', () => {
  it('tells fills and ends when every answer to an order is lost', async () => {
    const order = liveOrder({ side: 'buy' })
    venue.demo.faults.failRest('lost-response', 1, ORDER, 'POST')
    venue.demo.faults.failRest('lost-response', 100, ORDER, 'GET')
    opened().venue.submit(order)
    await vi.waitFor(() => expect(filledOf(opened().of(order))).toBe(order.quantity), soon)
    expect(venue.requests.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })

  it.each(['duplicate', 'swap-with-next'] as const)('events that come as %s are each counted once', async (fault) => {
    const order = liveOrder({ side: 'buy', quantity: quantity('0.05') })
    venue.demo.faults.failRest('lost-response', 1, ORDER, 'POST')
    venue.demo.faults.failFrames(fault, 100, REPORTS)
    opened().venue.submit(order)
    await vi.waitFor(() => expect(filledOf(opened().of(order))).toBe(order.quantity), soon)
    await opened().venue.refresh()
    expect(filledOf(opened().of(order))).toBe(order.quantity)
    const ids = opened()
      .of(order)
      .flatMap((report) => (report.type === 'filled' ? [report.fillId] : []))
    expect(new Set(ids).size).toBe(ids.length)
    expect(
      opened()
        .story(order)
        .filter((type) => type === 'accepted'),
    ).toHaveLength(1)
  })

  it('dropped events are made good by the next comparison', async () => {
    venue.demo.faults.failFrames('drop', 1_000, REPORTS)
    const order = liveOrder(low)
    opened().venue.submit(order)
    await venue.told(order, ['accepted'])
    await cancelAll()
    await opened().venue.refresh()
    expect(opened().story(order)).toEqual(['accepted', 'cancelled'])
  })

  it.each(['cut', 'ended by the venue'])('when it is %s it is opened again, and what was missed comes', async (how) => {
    const order = liveOrder(low)
    opened().venue.submit(order)
    await venue.told(order, ['accepted'])
    venue.demo.faults.stalled = true
    await cancelAll()
    venue.demo.faults.stalled = false
    if (how === 'cut') venue.demo.faults.cutConnections()
    else venue.demo.faults.endUserStreams()
    await venue.told(order, ['accepted', 'cancelled'])
    await vi.waitFor(
      () =>
        expect(
          opened()
            .links.map(({ state }) => state)
            .slice(-3),
        ).toEqual(['offline', 'catching-up', 'live']),
      soon,
    )
  })

  it('what others do with the account comes apart from ours', async () => {
    await place({ side: 'BUY', type: 'MARKET', quantity: '0.002' })
    await opened().venue.refresh()
    const trades = opened().external.flatMap((activity) =>
      activity.type === 'trade' && !activity.prefixed ? [activity.trade] : [],
    )
    expect(trades.reduce((sum, trade) => sum + trade.quantity, 0n)).toBe(quantity('0.002'))
    expect(opened().reports).toEqual([])
    // And what the stream did not tell of, by asking.
    venue.demo.faults.failFrames('drop', 1_000, REPORTS)
    await place({ side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '30000', quantity: '0.001', newClientOrderId: 'web_1' })
    await place({ side: 'BUY', type: 'MARKET', quantity: '0.003' })
    await opened().venue.refresh()
    const ids = opened().external.flatMap((activity) => (activity.type === 'order' ? [activity.order.clientOrderId] : []))
    expect(ids).toContain('web_1')
    const sum = opened().external.reduce(
      (total, activity) => total + (activity.type === 'trade' && !activity.prefixed ? activity.trade.quantity : 0n),
      0n,
    )
    expect(sum).toBe(quantity('0.005'))
    await cancelAll()
  })
})

describe('late events', () => {
  it('a fill after the answer to a cancel is told', async () => {
    // Alone between the touches, where nobody takes it by chance.
    const order = liveOrder({ ...low, limitPrice: price('110000'), quantity: quantity('0.02') })
    venue.demo.faults.lateBy = 4_000
    opened().venue.submit(order)
    await venue.told(order, ['accepted'])
    venue.demo.faults.failRest('early-cancel', 1, ORDER, 'DELETE')
    opened().venue.cancel(order.clientOrderId)
    await venue.told(order, ['accepted', 'cancelled'])
    await place({ side: 'SELL', type: 'MARKET', quantity: '0.001' })
    await venue.told(order, ['accepted', 'cancelled', 'filled'])
  })

  it('an order that is taken back after it was accepted is rejected', async () => {
    venue.demo.faults.lateBy = 20
    venue.demo.faults.failRest('late-reject', 1, ORDER, 'POST')
    const order = liveOrder(low)
    opened().venue.submit(order)
    await venue.told(order, ['accepted', 'rejected'])
  })

  it('an order that arrives after it was taken for absent is cancelled and shown', async () => {
    venue.demo.faults.failRest('lost-request', 1, ORDER, 'POST')
    const order = liveOrder(low)
    opened().venue.submit(order)
    await venue.outlast([order])
    await venue.told(order, ['unknown', 'rejected'])
    await place({
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      price: '30000',
      quantity: '0.001',
      newClientOrderId: order.clientOrderId,
    })
    const shown = () =>
      opened().external.filter((activity) => activity.type === 'order' && activity.order.clientOrderId === order.clientOrderId)
    await vi.waitFor(() => expect(shown()).toMatchObject([{ prefixed: true }]), soon)
    await vi.waitFor(
      async () => expect(await asStranger(venue.demo.endpoint, { method: 'GET', path: 'openOrders' })).toEqual([]),
      soon,
    )
  })
})

describe('after a restart', () => {
  it('orders are taken up, known fills are not told again and missed ones are', async () => {
    const resting = liveOrder(low)
    const bought = liveOrder({ side: 'buy' })
    opened().venue.submit(resting)
    opened().venue.submit(bought)
    await vi.waitFor(() => expect(filledOf(opened().of(bought))).toBe(bought.quantity), soon)
    await vi.waitFor(() => expect(opened().story(resting)).toEqual(['accepted']), soon)
    await opened().venue.close()
    const known = new Set<FillId>(
      opened()
        .of(bought)
        .flatMap((report) => (report.type === 'filled' ? [report.fillId] : [])),
    )

    const again = await openRecordedVenue(venue.demo.endpoint, {
      since: millis(Date.now() - 60_000),
      isKnownFill: (id) => known.has(id),
    })
    const fresh = await openRecordedVenue(venue.demo.endpoint, { since: millis(Date.now() - 60_000) })
    for (const { venue } of [again, fresh]) {
      venue.resume({ ...resting, state: 'cancelling' })
      venue.resume({ ...bought, state: 'submitted' })
      await venue.connect()
    }
    await vi.waitFor(() => expect(again.story(resting).at(-1)).toBe('cancelled'), soon)
    await vi.waitFor(() => expect(fresh.story(resting).at(-1)).toBe('cancelled'), soon)
    expect(again.story(bought)).toEqual(['accepted'])
    expect(filledOf(fresh.of(bought))).toBe(bought.quantity)
    // Ended in the books before the fill was known: the order is recalled by the id that the venue has for it.
    const ended = await openRecordedVenue(venue.demo.endpoint, {
      since: millis(Date.now() - 60_000),
      recall: (id) => (id === bought.clientOrderId ? { ...bought, state: 'cancelled' } : undefined),
    })
    await ended.venue.connect()
    await vi.waitFor(() => expect(filledOf(ended.of(bought))).toBe(bought.quantity), soon)
    expect(
      ended.external.every((activity) => activity.type === 'order' || activity.trade.clientOrderId !== bought.clientOrderId),
    ).toBe(true)
    for (const { venue } of [again, fresh, ended]) await venue.close()
  })
})
