import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { DemoExchange } from '../../../demo/index.ts'
import { price } from '../../../domain/index.ts'
import { skippingClock } from '../../../testing/skipping-clock.ts'
import { liveOrder, openRecordedVenue, startObservedDemo } from '../../../testing/live-venue.ts'

const low = { side: 'buy', type: 'limit', limitPrice: price('30000') } as const

let demo: DemoExchange

beforeAll(async () => {
  ;({ demo } = await startObservedDemo({ source: 'still' }))
})
afterAll(() => demo.close())

it('with the budget spent up to its reserve a cancel and a sale still go, a purchase or a pair of them does not leave late', async () => {
  const clock = skippingClock()
  const opened = await openRecordedVenue(demo.endpoint, { clock })
  const { venue } = opened
  const order = liveOrder(low)
  venue.submit(order)
  await vi.waitFor(() => expect(opened.story(order)).toEqual(['accepted']), { timeout: 8_000 })
  // The venue's own count fills the budget: all but what is kept for cancels.
  demo.faults.usedWeight = 5_500
  await venue.account.balances()
  expect(venue.budget().used).toBeGreaterThanOrEqual(5_500)
  const late = liveOrder(low)
  venue.submit(late)
  const stop = liveOrder({ side: 'buy', type: 'stop', stopPrice: price('111000') })
  const target = liveOrder({ side: 'buy', type: 'limit', limitPrice: price('109000') })
  venue.submitPair([stop, target])
  const sale = liveOrder({ side: 'sell' })
  venue.submit(sale)
  venue.cancel(order.clientOrderId)
  await vi.waitFor(() => expect(opened.story(order)).toEqual(['accepted', 'cancelled']), { timeout: 8_000 })
  await vi.waitFor(() => expect(opened.story(sale)).toContain('filled'), { timeout: 8_000 })
  const waiting = [late, stop, target]
  for (const one of waiting) expect(opened.story(one)).toEqual([])
  clock.skip(2_000)
  for (const one of waiting) {
    await vi.waitFor(() => expect(opened.story(one)).toEqual(['rejected']), { timeout: 8_000 })
    expect(opened.of(one)[0]).toMatchObject({ reason: expect.stringContaining('never sent') as unknown })
  }
  demo.faults.clear()
  await venue.close()
})

it.each(['status-429', 'status-418'] as const)('%s: the venue is left alone for as long as it says', async (fault) => {
  const opened = await openRecordedVenue(demo.endpoint)
  demo.faults.failRest(fault, 1, /order$/, 'POST')
  const order = liveOrder(low)
  opened.venue.submit(order)
  await vi.waitFor(() => expect(opened.story(order)).toEqual(['rejected']), { timeout: 8_000 })
  expect(opened.venue.budget().closedFor).toBeGreaterThan(0)
  await opened.venue.close()
})
