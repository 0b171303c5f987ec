import { describe, expect, it, vi } from 'vitest'
import { type Order, ORDER_TYPES, type OrderRequest, type OrderType, price, quantity } from '../../../domain/index.ts'
import { liveOrder } from '../../../testing/live-venue.ts'
import { filledOf, stillVenue } from '../../../testing/still-venue.ts'

const venue = stillVenue()
const soon = { timeout: 8_000, interval: 5 }
const ORDER = /\/api\/v3\/order$/

const size = quantity('0.01')
const at = (stop: string, limit?: string) => ({
  stopPrice: price(stop),
  ...(limit === undefined ? {} : { limitPrice: price(limit) }),
})

/** Each kind with where the market must go for it to fill, and what the venue must be told that it is. */
type Kind = readonly [OrderType, Partial<OrderRequest> & Pick<OrderRequest, 'side'>, string, Readonly<Record<string, string>>]
const KINDS: readonly Kind[] = [
  ['limit', { side: 'sell', limitPrice: price('110500') }, '110600', { type: 'LIMIT', timeInForce: 'GTC' }],
  ['limit', { side: 'sell', limitPrice: price('110500'), postOnly: true }, '110600', { type: 'LIMIT_MAKER' }],
  [
    'limit',
    { side: 'sell', limitPrice: price('110500'), displayQuantity: quantity('0.002') },
    '110600',
    { type: 'LIMIT', icebergQty: '0.002' },
  ],
  [
    'limit',
    { side: 'buy', limitPrice: price('109500'), postOnly: true, displayQuantity: quantity('0.002') },
    '109400',
    { type: 'LIMIT_MAKER', icebergQty: '0.002' },
  ],
  ['stop', { side: 'sell', ...at('109000') }, '108990', { type: 'STOP_LOSS', stopPrice: '109000' }],
  ['stop', { side: 'buy', ...at('111000') }, '111010', { type: 'STOP_LOSS', stopPrice: '111000' }],
  ['stop-limit', { side: 'sell', ...at('109000', '108000') }, '108990', { type: 'STOP_LOSS_LIMIT', price: '108000' }],
  ['take-profit', { side: 'sell', ...at('111000') }, '111010', { type: 'TAKE_PROFIT', stopPrice: '111000' }],
  ['take-profit-limit', { side: 'buy', ...at('109000', '110000') }, '108990', { type: 'TAKE_PROFIT_LIMIT', price: '110000' }],
]
const orderOf = ([type, request]: Kind): Order => liveOrder({ type, quantity: size, ...request })
/** No more wait at a time than the venue allows. */
const SOME = [0, 1, 2, 4, 6, 7, 8].flatMap((index) => (KINDS[index] === undefined ? [] : [KINDS[index]]))

it('says what it can do', () => {
  const { capabilities } = venue.opened.venue
  expect(capabilities).toEqual({ types: ORDER_TYPES, postOnly: true, iceberg: true, pairs: true, deadManSwitch: false })
})

describe.each(KINDS)('%s %o', (...kind: Kind) => {
  it('is placed as what it is, rests, and fills when the market comes', async () => {
    const order = orderOf(kind)
    venue.opened.venue.submit(order)
    await venue.told(order, ['accepted'])
    const sent = new URLSearchParams(venue.posts(order)[0]?.text)
    expect(Object.fromEntries(sent)).toMatchObject({ ...kind[3], side: order.side.toUpperCase(), quantity: '0.01' })
    venue.moveTo(kind[2])
    await vi.waitFor(() => expect(filledOf(venue.opened.of(order))).toBe(order.quantity), soon)
    expect(venue.rows(order)).toMatchObject([{ status: 'FILLED' }])
  })
})

it('every kind is cancelled', async () => {
  const orders = SOME.map(orderOf)
  for (const order of orders) venue.opened.venue.submit(order)
  for (const order of orders) venue.opened.venue.cancel(order.clientOrderId)
  for (const order of orders) await venue.told(order, ['accepted', 'cancelled'])
})

it.each([
  ['lost-response', 'accepted'],
  ['late-request', 'accepted'],
  ['lost-request', 'rejected'],
] as const)('every kind that meets %s is sent once, and known in the end', async (fault, end) => {
  const orders = SOME.map(orderOf)
  venue.demo.faults.stalled = true
  venue.demo.faults.failRest(fault, orders.length, ORDER, 'POST')
  for (const order of orders) venue.opened.venue.submit(order)
  if (end === 'rejected') await venue.outlast(orders)
  for (const order of orders) await venue.told(order, ['unknown', end])
  for (const order of orders) expect(venue.posts(order)).toHaveLength(1)
  expect(orders.flatMap(venue.rows)).toHaveLength(end === 'accepted' ? orders.length : 0)
})

it.each(['IOC', 'FOK'] as const)('%s that finds nothing expires', async (timeInForce) => {
  const order = liveOrder({ side: 'buy', type: 'limit', limitPrice: price('109000'), quantity: size, timeInForce })
  venue.opened.venue.submit(order)
  await venue.told(order, ['accepted', 'expired'])
})

it.each([
  ['a post-only order that would take', { postOnly: true, limitPrice: price('110100') }, '-2010'],
  ['an iceberg of too many parts', { displayQuantity: quantity('0.0005'), limitPrice: price('109000') }, 'ICEBERG_PARTS'],
  ['a stop that is past', { type: 'stop', stopPrice: price('109000') }, 'trigger immediately'],
  ['a take-profit that is past', { type: 'take-profit', stopPrice: price('111000') }, 'trigger immediately'],
] as const)('%s is rejected in the words of the venue', async (_what, request, words) => {
  const order = liveOrder({ side: 'buy', type: 'limit', quantity: size, ...request })
  venue.opened.venue.submit(order)
  await venue.told(order, ['rejected'])
  expect(venue.opened.of(order)[0]).toMatchObject({ reason: expect.stringContaining(words) as unknown })
})

it.each([
  ['a post-only order that is gone at once', { postOnly: true, timeInForce: 'IOC', limitPrice: price('109000') }],
  ['a post-only stop', { postOnly: true, type: 'stop', stopPrice: price('111000') }],
  ['an iceberg that is gone at once', { displayQuantity: quantity('0.002'), timeInForce: 'FOK', limitPrice: price('109000') }],
  ['an iceberg without a limit', { displayQuantity: quantity('0.002'), type: 'market' }],
] as const)('%s, which the venue does not know, is never sent', async (_what, request) => {
  const order = liveOrder({ side: 'buy', type: 'limit', quantity: size, ...request })
  venue.opened.venue.submit(order)
  await venue.told(order, ['rejected'])
  expect(venue.opened.of(order)[0]).toMatchObject({ reason: expect.stringContaining('never sent') as unknown })
  expect(venue.posts(order)).toEqual([])
})

it('an order that shows itself whole is no iceberg', async () => {
  const order = liveOrder({ side: 'buy', type: 'limit', limitPrice: price('109000'), quantity: size, displayQuantity: size })
  venue.opened.venue.submit(order)
  await venue.told(order, ['accepted'])
  expect(new URLSearchParams(venue.posts(order)[0]?.text).has('icebergQty')).toBe(false)
})
