import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { DEMO_ACCOUNT, type DemoExchange, type RestRequest } from '../../../demo/index.ts'
import { type FillId, millis, type Money, money, price, type Quantity, quantity, Secret } from '../../../domain/index.ts'
import { adopt, type LocalBooks, readVenueBooks, reconcile } from '../../../execution/index.ts'
import { VenueReadError } from '../../../ports/index.ts'
import {
  asStranger,
  DEMO_BTC,
  liveOrder,
  openRecordedVenue,
  SHORT_TIMES,
  startObservedDemo,
} from '../../../testing/live-venue.ts'
import { filledOf } from '../../../testing/still-venue.ts'

const KEYS = {
  withdraw: { withdrawals: true },
  'no trade': { trade: false },
  listed: { addresses: 'listed' },
  foreign: { addresses: 'foreign' },
  expiring: { tradingUntil: 1_900_000_000_000 },
} as const
const keysOf = (name: string) => ({ apiKey: new Secret(`key of ${name}`), secret: new Secret('s') })

let demo: DemoExchange
let requests: RestRequest[]

beforeAll(async () => {
  const special = Object.entries(KEYS).map(([name, permissions]) => ({
    apiKey: `key of ${name}`,
    secret: 's',
    balances: { USDT: '1.00000001' },
    permissions,
  }))
  ;({ demo, requests } = await startObservedDemo({ source: 'still', accounts: [DEMO_ACCOUNT, ...special] }))
})
afterAll(() => demo.close())

describe('the account at the venue', () => {
  it('reads balances, orders and trades to the last digit', async () => {
    const opened = await openRecordedVenue(demo.endpoint, { since: millis(Date.now() - 1_000) })
    await opened.venue.connect()
    const { account } = opened.venue
    const resting = liveOrder({ side: 'buy', type: 'limit', limitPrice: price('30000.01'), quantity: quantity('0.00101') })
    const bought = liveOrder({ side: 'buy', quantity: quantity('0.00107') })
    opened.venue.submit(bought)
    opened.venue.submit(resting)
    await vi.waitFor(() => expect(opened.story(resting)).toEqual(['accepted']), { timeout: 8_000 })
    await vi.waitFor(() => expect(filledOf(opened.of(bought))).toBe(bought.quantity), { timeout: 8_000 })
    const [order] = await account.openOrders()
    expect(order).toMatchObject({ clientOrderId: resting.clientOrderId, limitPrice: price('30000.01'), state: 'working' })
    expect((await account.balances()).find(({ asset }) => asset === 'USDT')?.locked).toBe(money('30.3000101'))
    const trades = await account.trades(DEMO_BTC.id, { since: millis(Date.now() - 60_000) })
    expect(trades.reduce((sum, trade) => sum + trade.quantity, 0n)).toBe(quantity('0.00107'))
    const first = trades[0] ?? expect.fail('no trade')
    expect(await account.trades(DEMO_BTC.id, { after: first.fillId })).toEqual(trades.slice(1))
    expect(await account.order(DEMO_BTC.id, bought.clientOrderId)).toMatchObject({ state: 'filled' })
    expect(await account.order(DEMO_BTC.id, liveOrder({ side: 'buy' }).clientOrderId)).toBeUndefined()
    await opened.venue.close()
  })

  it.each([
    ['withdraw', { canWithdraw: true, canTrade: true }],
    ['no trade', { canWithdraw: false, canTrade: false }],
    ['listed', { ipRestricted: true }],
    ['expiring', { tradingUntil: 1_900_000_000_000 }],
  ] as const)('a key with %s says so', async (name, permissions) => {
    const { venue } = await openRecordedVenue(demo.endpoint, { keys: keysOf(name) })
    expect(await venue.account.permissions()).toMatchObject(permissions)
    await venue.close()
  })

  it('a key that does not work from here is an error with the code of the venue', async () => {
    const { venue } = await openRecordedVenue(demo.endpoint, { keys: keysOf('foreign') })
    await expect(venue.account.permissions()).rejects.toMatchObject({ name: 'VenueReadError', code: '-2015' })
    await venue.close()
  })

  it('a key without trade permission: the order is rejected', async () => {
    const { venue, story } = await openRecordedVenue(demo.endpoint, { keys: keysOf('no trade') })
    const order = liveOrder({ side: 'buy' })
    venue.submit(order)
    await vi.waitFor(() => expect(story(order)).toEqual(['rejected']), { timeout: 8_000 })
    await venue.close()
  })

  it('answers that say less than they should are no answers', async () => {
    const { venue } = await openRecordedVenue(demo.endpoint)
    demo.faults.failRest('empty-answer', 1, /apiRestrictions/)
    await expect(venue.account.permissions()).rejects.toThrow(VenueReadError)
    demo.faults.failRest('garbage-answer', 1, /openOrders/)
    await expect(venue.account.openOrders()).rejects.toThrow(VenueReadError)
    await venue.close()
  })
})

it('a stream that is refused is tried again and again, and says why', async () => {
  const { venue, links, lines } = await openRecordedVenue(demo.endpoint, { keys: keysOf('foreign') })
  const connected = venue.connect().then(
    () => 'connected',
    (error: unknown) => (error instanceof VenueReadError ? error.code : error),
  )
  await vi.waitFor(() => expect(links.length).toBeGreaterThan(2), { timeout: 8_000 })
  expect(new Set(links.map(({ state }) => state))).toEqual(new Set(['offline']))
  expect(lines.join()).toContain('-2015')
  await venue.close()
  expect(await connected).toBe('closed')
})

describe('the clock', () => {
  it('is not read from an answer that has no time in it, and what is known of it stays', async () => {
    const { venue } = await openRecordedVenue(demo.endpoint)
    demo.faults.failRest('empty-answer', 5, /time$/)
    await expect(venue.account.clock()).rejects.toThrow(VenueReadError)
    expect((await venue.account.balances()).length).toBeGreaterThan(0)
    await venue.close()
  })

  it('is measured; a wrong one is refused by the venue, corrected, and does not send the order again', async () => {
    const { venue, story, of } = await openRecordedVenue(demo.endpoint)
    await venue.connect()
    demo.faults.clockSkew = 60_000
    const order = liveOrder({ side: 'buy' })
    venue.submit(order)
    await vi.waitFor(() => expect(story(order)).toEqual(['rejected']), { timeout: 8_000 })
    expect(of(order)[0]).toMatchObject({ reason: expect.stringContaining('-1021') as unknown })
    await vi.waitFor(async () => expect((await venue.account.balances()).length).toBeGreaterThan(0), { timeout: 8_000 })
    expect((await venue.account.clock()).offset).toBeGreaterThan(59_000)
    expect(requests.filter(({ method, text }) => method === 'POST' && text.includes(order.clientOrderId))).toHaveLength(1)
    demo.faults.clear()
    await venue.close()
  })
})

it('keys are seen nowhere: not in reports, logs, errors or the venue itself', async () => {
  const { venue, reports, lines, links, external } = await openRecordedVenue(demo.endpoint, {
    times: SHORT_TIMES,
    isKnownFill: (_id: FillId) => false,
  })
  await venue.connect()
  const errors: unknown[] = []
  const { faults } = demo
  for (const fault of ['lost-response', 'status-500', 'garbage-answer', 'stuck-answer'] as const) {
    faults.failRest(fault, 1, /order$/, 'POST')
    venue.submit(liveOrder({ side: 'buy' }))
    faults.failRest(fault, 1, /account$/)
    await venue.account.balances().catch((error: unknown) => errors.push(error))
    faults.failRest(fault, 1, /openOrders$/)
    await venue.refresh().catch((error: unknown) => errors.push(error))
    faults.failRest(fault, 1, /time$/)
    await venue.account.clock().catch((error: unknown) => errors.push(error))
  }
  faults.cutConnections()
  await vi.waitFor(() => expect(links.at(-1)?.state).toBe('live'), { timeout: 8_000 })
  const everything = [reports, lines, links, external, errors, venue, venue.unknown(), venue.account]
  const text = everything
    .map((part) => inspect(part, { depth: 12, showHidden: true, maxArrayLength: null, maxStringLength: null }))
    .join('\n')
  expect(errors.length).toBeGreaterThan(5)
  expect(text).not.toContain(DEMO_ACCOUNT.secret)
  expect(text).not.toContain(DEMO_ACCOUNT.apiKey)
  expect(text).not.toMatch(/signature=|[0-9a-f]{64}/)
  // What was searched for does go over the wire.
  expect(requests.some(({ text: sent }) => /signature=[0-9a-f]{64}/.test(sent))).toBe(true)
  await venue.close()
})

it('books that were kept by the reports reconcile with the account, and a stranger makes a difference', async () => {
  const since = millis(Date.now() - 60_000)
  const opened = await openRecordedVenue(demo.endpoint, { since: millis(Date.now()) })
  await opened.venue.connect()
  const { account } = opened.venue
  const reading = { account, orders: [], instruments: [DEMO_BTC.id], from: () => ({ since }) }
  const start = await readVenueBooks(reading)
  const amountOf = (asset: string) =>
    start.balances.filter((balance) => balance.asset === asset).reduce((sum, { free, locked }) => sum + free + locked, 0n)
  const context = { instruments: [DEMO_BTC], prefix: 'sntl-live-' }
  let local: LocalBooks = {
    orders: [],
    positions: new Map([[DEMO_BTC.id, (amountOf('BTC') / 10n ** 12n) as Quantity]]),
    currency: 'USDT',
    cash: amountOf('USDT') as Money,
    fills: new Set(start.trades.map(({ fillId }) => fillId)),
    others: new Map(['ETH', 'BNB'].map((asset) => [asset, amountOf(asset) as Money])),
    notedOrders: new Set(start.orders.map(({ venueOrderId }) => venueOrderId)),
  }
  const order = liveOrder({ side: 'buy', quantity: quantity('0.00207') })
  opened.venue.submit(order)
  await vi.waitFor(() => expect(filledOf(opened.of(order))).toBe(order.quantity), { timeout: 8_000 })
  const found = reconcile({ ...context, local, venue: await readVenueBooks({ ...reading, orders: [order] }) })
  // The fills explain position, cash and fee to the last digit.
  expect(found.map(({ kind }) => kind)).toEqual(found.map(() => 'fill-not-known'))
  expect(found.length).toBeGreaterThan(0)
  for (const difference of found) local = adopt(local, difference, context)
  expect(reconcile({ ...context, local, venue: await readVenueBooks(reading) })).toEqual([])
  await asStranger(demo.endpoint, {
    method: 'POST',
    path: 'order',
    params: { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '30000', quantity: '0.001' },
  })
  const after = reconcile({ ...context, local, venue: await readVenueBooks(reading) })
  expect(after.map(({ kind }) => kind)).toEqual(['external-order'])
  await opened.venue.close()
})
