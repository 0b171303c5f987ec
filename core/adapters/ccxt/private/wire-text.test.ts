import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import {
  clientOrderId,
  formatPrice,
  formatQuantity,
  type Order,
  type Price,
  price,
  type Quantity,
  quantity,
} from '../../../domain/index.ts'
import { type SkippingClock, skippingClock } from '../../../testing/skipping-clock.ts'
import { DEMO_BTC, liveOrder, type OpenedVenue, openRecordedVenue } from '../../../testing/live-venue.ts'

const seen: { method: string; url: string; body: string }[] = []
let server: Server
let answer: { status: number; body: string; headers?: Record<string, string> }

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString()
  return text
}

beforeAll(async () => {
  server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', body })
      response.writeHead(answer.status, answer.headers)
      response.end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  seen.length = 0
  answer = { status: 400, body: '{"code":-1013,"msg":"Filter failure: LOT_SIZE"}' }
})

const endpoint = () => `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`

async function submitted(orders: readonly Order[]) {
  const clock = skippingClock()
  const opened = { ...(await openRecordedVenue(endpoint(), { clock })), clock }
  for (const order of orders) {
    opened.venue.submit(order)
    await vi.waitFor(() => expect(opened.story(order).length).toBeGreaterThan(0), { timeout: 8_000, interval: 2 })
  }
  const posts = seen.filter(({ method }) => method === 'POST').map(({ body }) => new URLSearchParams(body))
  return { ...opened, posts }
}

/** Whatever was to be sent before this one is sent when it is answered, or given up because the venue is to be left alone. */
async function another(opened: OpenedVenue & { clock: SkippingClock }): Promise<void> {
  answer = { status: 400, body: '{"code":-1013,"msg":"Filter failure: LOT_SIZE"}' }
  const order = liveOrder({ side: 'buy' })
  opened.venue.submit(order)
  if (opened.venue.budget().closedFor > 0) {
    await vi.waitFor(() => expect(opened.venue.budget().waiting).toBe(1), { timeout: 8_000, interval: 2 })
    opened.clock.skip(2_000)
  }
  await vi.waitFor(() => expect(opened.story(order)).toEqual(['rejected']), { timeout: 8_000, interval: 2 })
}

it.each(['0.00000001', '0.0000001', '123456789012.123456789012', '1000000000', '0.1', '0.300000000004'])(
  '%s leaves as it is written',
  async (text) => {
    const order = liveOrder({ side: 'buy', type: 'limit', quantity: quantity(text), limitPrice: price(text) })
    const { posts, venue } = await submitted([order])
    expect(posts[0]?.get('quantity')).toBe(text)
    expect(posts[0]?.get('price')).toBe(text)
    expect(posts[0]?.get('newClientOrderId')).toBe(order.clientOrderId)
    await venue.close()
  },
)

it('any amount and price leave as their exact text', async () => {
  const decimals = fc.sample(fc.tuple(fc.bigInt(1n, 10n ** 24n), fc.bigInt(1n, 10n ** 24n)), { numRuns: 25, seed: 7 })
  const orders = decimals.map(([amount, at]) =>
    liveOrder({ side: 'sell', type: 'limit', quantity: amount as Quantity, limitPrice: at as Price }),
  )
  const { posts, venue } = await submitted(orders)
  expect(posts.map((post) => [post.get('quantity'), post.get('price')])).toEqual(
    decimals.map(([amount, at]) => [formatQuantity(amount as Quantity), formatPrice(at as Price)]),
  )
  await venue.close()
})

it('both of a pair leave as their exact text, whole numbers and iceberg too', async () => {
  const size = { side: 'sell', quantity: quantity('0.300000000004') } as const
  const stop = liveOrder({ ...size, type: 'stop-limit', stopPrice: price('0.00000002'), limitPrice: price('0.00000001') })
  const display = quantity('0.1')
  const target = liveOrder({ ...size, type: 'limit', limitPrice: price('1000000000'), displayQuantity: display })
  const opened = await openRecordedVenue(endpoint())
  opened.venue.submitPair([target, stop])
  await vi.waitFor(() => expect([opened.story(stop), opened.story(target)]).toEqual([['rejected'], ['rejected']]), {
    timeout: 8_000,
  })
  const [post] = seen.map(({ body }) => Object.fromEntries(new URLSearchParams(body)))
  expect(seen.map(({ url }) => url)).toEqual([expect.stringMatching(/api\/v3\/orderList\/oco$/)])
  expect(post).toMatchObject({
    quantity: '0.300000000004',
    aboveType: 'LIMIT_MAKER',
    abovePrice: '1000000000',
    aboveIcebergQty: '0.1',
    belowType: 'STOP_LOSS_LIMIT',
    belowStopPrice: '0.00000002',
    belowPrice: '0.00000001',
    belowTimeInForce: 'GTC',
  })
  await opened.venue.close()
})

const REPORT = {
  symbol: 'BTCUSDT',
  orderId: 1,
  price: '1',
  origQty: '1',
  executedQty: '0',
  status: 'NEW',
  type: 'LIMIT',
  side: 'SELL',
}

it.each([
  ['500', 500, '{"code":-1000,"msg":"An unknown error"}', 'unknown'],
  ['a duplicate', 400, '{"code":-2010,"msg":"Duplicate order sent."}', 'unknown'],
  ['no list', 200, '{}', 'unknown'],
  ['another list', 200, JSON.stringify({ orderReports: [{ ...REPORT, clientOrderId: 'x' }] }), 'unknown'],
  ['half a list', 200, 'HALF', 'unknown'],
  ['wrong prices', 400, '{"code":-2010,"msg":"The relationship of the prices for the orders is not correct."}', 'rejected'],
  ['a kind that is not taken', 400, '{"code":-1158,"msg":"Order type not supported in OCO."}', 'rejected'],
])('a pair that is answered with %s is known for what it is, and left once', async (_what, status, body, story) => {
  const size = { side: 'sell', quantity: quantity('1') } as const
  const stop = liveOrder({ ...size, type: 'stop', stopPrice: price('1') })
  const target = liveOrder({ ...size, type: 'limit', limitPrice: price('3') })
  const half = JSON.stringify({ orderReports: [{ ...REPORT, clientOrderId: stop.clientOrderId }] })
  answer = { status, body: body === 'HALF' ? half : body }
  const clock = skippingClock()
  const opened = { ...(await openRecordedVenue(endpoint(), { clock })), clock }
  opened.venue.submitPair([stop, target])
  for (const order of [stop, target]) await vi.waitFor(() => expect(opened.story(order)[0]).toBe(story), { timeout: 8_000 })
  await another(opened)
  expect(seen.filter(({ body: sent }) => sent.includes(target.clientOrderId))).toHaveLength(1)
  await opened.venue.close()
})

it.each([
  { status: 500, body: '{"code":-1000,"msg":"An unknown error"}', story: 'unknown' },
  { status: 503, body: '{"code":-1008,"msg":"overloaded"}', story: 'unknown' },
  { status: 504, body: '', story: 'unknown' },
  { status: 403, body: '<html>firewall</html>', story: 'unknown' },
  { status: 400, body: '{"code":-1007,"msg":"Timeout waiting for response from backend server."}', story: 'unknown' },
  { status: 400, body: '{"code":-1006,"msg":"An unexpected response"}', story: 'unknown' },
  { status: 400, body: '{"code":-2010,"msg":"Duplicate order sent."}', story: 'unknown' },
  { status: 400, body: '{"code":-99999,"msg":"never heard of"}', story: 'unknown' },
  { status: 200, body: '{}', story: 'unknown' },
  { status: 200, body: '', story: 'unknown' },
  { status: 200, body: '{"symbol":"BTCUSDT","orderId":1,"clientOrderId":"another"}', story: 'unknown' },
  { status: 302, body: '', story: 'unknown' },
  { status: 400, body: '{"code":-2010,"msg":"Account has insufficient balance for requested action."}', story: 'rejected' },
  { status: 400, body: '{"code":-1021,"msg":"Timestamp for this request is outside of the recvWindow."}', story: 'rejected' },
  { status: 400, body: '{"code":-1111,"msg":"Parameter has too much precision."}', story: 'rejected' },
  { status: 401, body: '{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}', story: 'rejected' },
  { status: 429, body: 'no json', story: 'rejected' },
  { status: 418, body: '{"code":-1003,"msg":"banned"}', story: 'rejected' },
])('status $status with $body is $story, and the order left once', async ({ status, body, story }) => {
  answer = { status, body }
  const order = liveOrder({ side: 'buy' })
  const opened = await submitted([order])
  expect(opened.story(order)[0]).toBe(story)
  await another(opened)
  expect(seen.filter(({ method, body: sent }) => method === 'POST' && sent.includes(order.clientOrderId))).toHaveLength(1)
  await opened.venue.close()
})

it('a client order id that the venue would refuse, and a market that is not traded, never leave', async () => {
  const long = { ...liveOrder({ side: 'buy' }), clientOrderId: clientOrderId('x'.repeat(37)) }
  const odd = { ...liveOrder({ side: 'buy' }), clientOrderId: clientOrderId('a b') }
  const other = { ...liveOrder({ side: 'buy' }), instrument: `${DEMO_BTC.id}X` as Order['instrument'] }
  const opened = await submitted([long, odd, other])
  for (const order of [long, odd, other])
    expect(opened.of(order)).toMatchObject([{ type: 'rejected', reason: expect.stringContaining('never sent') as unknown }])
  expect(seen).toEqual([])
  await opened.venue.close()
})

it('the same order submitted twice leaves once', async () => {
  const order = liveOrder({ side: 'buy' })
  const opened = await submitted([order])
  opened.venue.submit(order)
  await another(opened)
  expect(seen.filter(({ method, body }) => method === 'POST' && body.includes(order.clientOrderId))).toHaveLength(1)
  await opened.venue.close()
})
