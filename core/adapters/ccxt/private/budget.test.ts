import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { DemoExchange } from '../../../demo/index.ts'
import { price } from '../../../domain/index.ts'
import { liveOrder, openRecordedVenue, startObservedDemo } from '../../../testing/live-venue.ts'

const low = { side: 'buy', type: 'limit', limitPrice: price('30000') } as const

let demo: DemoExchange
let used = 0

beforeAll(async () => {
  ;({ demo } = await startObservedDemo())
})
afterAll(() => demo.close())

it('with the budget spent up to its reserve a cancel still goes, an order does not leave late', async () => {
  const opened = await openRecordedVenue(demo.endpoint)
  const { venue } = opened
  const order = liveOrder(low)
  venue.submit(order)
  await vi.waitFor(() => expect(opened.story(order)).toEqual(['accepted']), { timeout: 8_000 })
  // The venue's own count fills the budget: all but what is kept for cancels.
  demo.faults.usedWeight = 5_500
  await venue.account.clock()
  used = venue.budget().used
  const late = liveOrder(low)
  venue.submit(late)
  venue.cancel(order.clientOrderId)
  await vi.waitFor(() => expect(opened.story(order)).toEqual(['accepted', 'cancelled']), { timeout: 8_000 })
  expect(used).toBeGreaterThanOrEqual(5_500)
  expect(opened.story(late)).toEqual([])
  await vi.waitFor(() => expect(opened.story(late)).toEqual(['rejected']), { timeout: 8_000 })
  expect(opened.of(late)[0]).toMatchObject({ reason: expect.stringContaining('never sent') as unknown })
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
