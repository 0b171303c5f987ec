import { describe, expect, it, vi } from 'vitest'
import { REST_FAULTS } from '../../../demo/index.ts'
import { type FillId, millis, type Order, type OrderRequest, price, quantity } from '../../../domain/index.ts'
import { liveOrder, openRecordedVenue } from '../../../testing/live-venue.ts'
import { filledOf, stillVenue } from '../../../testing/still-venue.ts'

const venue = stillVenue()
const soon = { timeout: 8_000, interval: 5 }
const PAIR = /\/api\/v3\/orderList\/oco$/
const ORDER = /\/api\/v3\/order$/

function pairOf(stop: Partial<OrderRequest> = {}, target: Partial<OrderRequest> = {}): [Order, Order] {
  const common = { side: 'sell', quantity: quantity('0.01') } as const
  const a = liveOrder({ ...common, type: 'stop', stopPrice: price('109000'), ...stop })
  const b = liveOrder({ ...common, type: 'limit', limitPrice: price('111000'), ...target })
  return [
    { ...a, pairedWith: b.id },
    { ...b, pairedWith: a.id },
  ]
}
const accepted = async (pair: [Order, Order]): Promise<void> => {
  venue.opened.venue.submitPair(pair)
  for (const order of pair) await venue.told(order, ['accepted'])
}
const statuses = (pair: readonly Order[]): string[] => pair.flatMap((order) => venue.rows(order).map(({ status }) => status))
const stories = (pair: readonly Order[], of = venue.opened): string[][] => pair.map((order) => of.story(order))

describe('a pair', () => {
  it('leaves in one request with the ids of both, and both work', async () => {
    const pair = pairOf()
    await accepted(pair)
    expect(statuses(pair)).toEqual(['NEW', 'NEW'])
    expect(venue.requests.filter(({ method }) => method === 'POST')).toHaveLength(1)
    const sent = Object.fromEntries(new URLSearchParams(venue.posts(pair[0])[0]?.text))
    expect(sent).toMatchObject({
      symbol: 'BTCUSDT',
      side: 'SELL',
      quantity: '0.01',
      aboveType: 'LIMIT_MAKER',
      abovePrice: '111000',
      aboveClientOrderId: pair[1].clientOrderId,
      belowType: 'STOP_LOSS',
      belowStopPrice: '109000',
      belowClientOrderId: pair[0].clientOrderId,
    })
  })

  it.each([
    ['the target', '111010', ['expired', 'filled'], ['EXPIRED', 'FILLED']],
    ['the stop', '108990', ['filled', 'expired'], ['FILLED', 'EXPIRED']],
  ])('of which %s fills: the other ends with it', async (_which, to, ends, venueEnds) => {
    const pair = pairOf()
    await accepted(pair)
    venue.moveTo(to)
    await vi.waitFor(() => expect(stories(pair).map((story) => story.at(-1))).toEqual(ends), soon)
    expect(pair.reduce((sum, order) => sum + filledOf(venue.opened.of(order)), 0n)).toBe(pair[0].quantity)
    expect(statuses(pair)).toEqual(venueEnds)
  })

  it.each<[string, Partial<OrderRequest>, Partial<OrderRequest>]>([
    ['a stop-limit and a limit', { type: 'stop-limit', limitPrice: price('108000') }, {}],
    ['a stop and a take-profit', {}, { type: 'take-profit', stopPrice: price('111000') }],
    [
      'a stop-limit and a take-profit-limit',
      { type: 'stop-limit', limitPrice: price('108000') },
      { type: 'take-profit-limit', stopPrice: price('111000'), limitPrice: price('110500') },
    ],
    ['a stop and an iceberg', {}, { displayQuantity: quantity('0.002') }],
    ['two that buy', { side: 'buy', stopPrice: price('111000') }, { side: 'buy', limitPrice: price('109000'), postOnly: true }],
  ])('of %s, given in either order, is taken and cancelled', async (_what, stop, target) => {
    const [a, b] = pairOf(stop, target)
    const pair: [Order, Order] = [b, a]
    await accepted(pair)
    venue.opened.venue.cancel(a.clientOrderId)
    for (const order of pair) await venue.told(order, ['accepted', 'cancelled'])
    expect(statuses(pair)).toEqual(['CANCELED', 'CANCELED'])
  })

  it('is cancelled whole by one request, whose answer tells of both', async () => {
    const pair = pairOf()
    await accepted(pair)
    venue.demo.faults.stalled = true
    venue.opened.venue.cancel(pair[1].clientOrderId)
    for (const order of pair) await venue.told(order, ['accepted', 'cancelled'])
    const after = venue.requests.slice(venue.requests.findIndex(({ method }) => method === 'DELETE'))
    expect(after.map(({ method, path }) => `${method} ${path}`)).toEqual(['DELETE /api/v3/order'])
  })

  it.each<[string, Partial<OrderRequest>, Partial<OrderRequest>]>([
    ['two stops', {}, { type: 'stop', stopPrice: price('108000') }],
    ['two limits', { type: 'limit', limitPrice: price('112000') }, {}],
    ['two sizes', {}, { quantity: quantity('0.02') }],
    ['two sides', {}, { side: 'buy' }],
    ['a target that does not stay', {}, { timeInForce: 'IOC' }],
  ])('of %s, which the venue does not take, is never sent', async (_what, stop, target) => {
    const pair = pairOf(stop, target)
    venue.opened.venue.submitPair(pair)
    for (const order of pair) {
      await venue.told(order, ['rejected'])
      expect(venue.opened.of(order)[0]).toMatchObject({ reason: expect.stringContaining('never sent') as unknown })
    }
    expect(venue.requests.filter(({ method }) => method === 'POST')).toEqual([])
  })

  it('that the venue refuses is rejected whole, in its words', async () => {
    const pair = pairOf({ stopPrice: price('110500') })
    venue.opened.venue.submitPair(pair)
    for (const order of pair) {
      await venue.told(order, ['rejected'])
      expect(venue.opened.of(order)[0]).toMatchObject({ reason: expect.stringContaining('relationship') as unknown })
    }
  })
})

describe('a pair that meets', () => {
  const GONE = ['status-500', 'status-503', 'bad-json', 'lost-request'] as const
  const REFUSED = ['status-429', 'status-418', 'late-reject'] as const
  const gone: ReadonlySet<string> = new Set([...GONE, ...REFUSED])
  const sent = () => venue.requests.filter(({ method, path }) => method === 'POST' && PAIR.test(path))

  it.each(REST_FAULTS.filter((fault) => !gone.has(fault)))('%s is there once, and its fill is told once', async (fault) => {
    const pair = pairOf()
    venue.demo.faults.lateBy = 20
    venue.demo.faults.failRest(fault, 1, PAIR, 'POST')
    venue.opened.venue.submitPair(pair)
    for (const order of pair) await vi.waitFor(() => expect(venue.opened.story(order).at(-1)).toBe('accepted'), soon)
    venue.moveTo('111010')
    await vi.waitFor(() => expect(stories(pair).map((story) => story.at(-1))).toEqual(['expired', 'filled']), soon)
    expect(filledOf(venue.opened.of(pair[1]))).toBe(pair[1].quantity)
    expect(sent()).toHaveLength(1)
    expect(pair.map((order) => venue.rows(order).length)).toEqual([1, 1])
  })

  it('a fault after which it cannot be there is rejected, once it cannot arrive any more', async () => {
    const pairs = GONE.map(() => pairOf())
    for (const fault of GONE) venue.demo.faults.failRest(fault, 1, PAIR, 'POST')
    for (const pair of pairs) venue.opened.venue.submitPair(pair)
    await venue.outlast(pairs.flat())
    for (const order of pairs.flat()) await venue.told(order, ['unknown', 'rejected'])
    expect(sent()).toHaveLength(GONE.length)
    expect(statuses(pairs.flat())).toEqual([])
  })

  it.each(REFUSED)('%s is rejected whole', async (fault) => {
    const pair = pairOf()
    venue.demo.faults.lateBy = 20
    venue.demo.faults.failRest(fault, 1, PAIR, 'POST')
    venue.opened.venue.submitPair(pair)
    for (const order of pair) await vi.waitFor(() => expect(venue.opened.story(order).at(-1)).toBe('rejected'), soon)
    expect(sent()).toHaveLength(1)
    expect(statuses(pair)).toEqual(fault === 'late-reject' ? ['REJECTED', 'REJECTED'] : [])
  })

  it.each(['lost-request', 'lost-response', 'done-500', 'empty-answer', 'late-request'] as const)(
    '%s at the cancel of one is cancelled whole in the end',
    async (fault) => {
      const pair = pairOf()
      await accepted(pair)
      venue.demo.faults.stalled = true
      venue.demo.faults.lateBy = 20
      venue.demo.faults.failRest(fault, 1, ORDER, 'DELETE')
      venue.opened.venue.cancel(pair[0].clientOrderId)
      for (const order of pair) await vi.waitFor(() => expect(venue.opened.story(order).at(-1)).toBe('cancelled'), soon)
      expect(statuses(pair)).toEqual(['CANCELED', 'CANCELED'])
    },
  )

  it('a cancel that is answered before it is carried out: what fills in between is told all the same', async () => {
    const pair = pairOf()
    await accepted(pair)
    venue.demo.faults.lateBy = 4_000
    venue.demo.faults.failRest('early-cancel', 1, ORDER, 'DELETE')
    venue.opened.venue.cancel(pair[0].clientOrderId)
    for (const order of pair) await venue.told(order, ['accepted', 'cancelled'])
    venue.moveTo('111010')
    await venue.told(pair[1], ['accepted', 'cancelled', 'filled'])
    expect(filledOf(venue.opened.of(pair[1]))).toBe(pair[1].quantity)
    expect(venue.opened.story(pair[0])).toEqual(['accepted', 'cancelled'])
  })

  it.each(['drop', 'duplicate', 'swap-with-next', 'bad-json'] as const)(
    '%s of what the stream says is told whole, and once',
    async (fault) => {
      const pair = pairOf()
      await accepted(pair)
      venue.demo.faults.failFrames(fault, 1, /^userData:executionReport$/)
      venue.moveTo('111010')
      await vi.waitFor(() => expect(stories(pair)).toEqual([['accepted', 'expired'], expect.arrayContaining(['filled'])]), soon)
      await vi.waitFor(() => expect(filledOf(venue.opened.of(pair[1]))).toBe(pair[1].quantity), soon)
      await venue.opened.venue.refresh()
      expect(filledOf(venue.opened.of(pair[1]))).toBe(pair[1].quantity)
    },
  )
})

describe('what was missed of a pair', () => {
  it('comes when the stream is opened again', async () => {
    const pair = pairOf()
    await accepted(pair)
    venue.demo.faults.stalled = true
    venue.moveTo('108990')
    venue.demo.faults.stalled = false
    venue.demo.faults.cutConnections()
    await vi.waitFor(() => expect(stories(pair).map((story) => story.at(-1))).toEqual(['filled', 'expired']), soon)
    expect(filledOf(venue.opened.of(pair[0]))).toBe(pair[0].quantity)
  })

  it.each([
    ['still there', undefined, ['accepted', 'accepted']],
    ['ended meanwhile', '111010', ['expired', 'filled']],
  ])('comes after a restart, when it is %s', async (_what, to, ends) => {
    const pair = pairOf()
    await accepted(pair)
    await venue.opened.venue.close()
    if (to !== undefined) venue.moveTo(to)
    const again = await openRecordedVenue(venue.demo.endpoint, {
      since: millis(Date.now() - 60_000),
      isKnownFill: (_id: FillId) => false,
    })
    for (const order of pair) again.venue.resume({ ...order, state: 'submitted' })
    await again.venue.connect()
    await vi.waitFor(() => expect(stories(pair, again).map((story) => story.at(-1))).toEqual(ends), soon)
    if (to === undefined) {
      again.venue.cancel(pair[1].clientOrderId)
      await vi.waitFor(() => expect(stories(pair, again).map((story) => story.at(-1))).toEqual(['cancelled', 'cancelled']), soon)
    } else expect(filledOf(again.of(pair[1]))).toBe(pair[1].quantity)
    expect(venue.posts(pair[0])).toHaveLength(1)
    await again.venue.close()
  })
})
