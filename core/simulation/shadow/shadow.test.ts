import { describe, expect, it } from 'vitest'
import { fillId, type OrderRequest, price, quantity, venueOrderId, ZERO_MONEY } from '../../domain/index.ts'
import { BOOK, levels, sampleOrder, shadowedSession, START } from '../../testing/shadowed-session.ts'
import { BTC } from '../../testing/trading-harness.ts'
import { constantLatency, seededRandom, tailedLatency } from '../paper/index.ts'

/** Thirty orders of both sides, half a second apart. */
function trades(of: ReturnType<typeof shadowedSession>, orders = 30): void {
  for (let index = 0; index < orders; index += 1) {
    of.submit({ side: index % 3 === 0 ? 'sell' : 'buy' })
    of.clock.advance(5_000)
  }
}

describe('the divergence that is measured is the one that was injected, within 1 %', () => {
  it.each([
    [0, 0],
    [180, 25],
    [7, 0.5],
    [2_500, 300],
    [180, -12],
  ])('%d ms and %d bps, in each group', (delay, bps) => {
    const of = shadowedSession({ live: constantLatency(20 + delay), bps })
    trades(of)
    const { all, groups } = of.twin.summary()
    expect(all).toMatchObject({ orders: 30, outcomes: { both: 30, working: 0 } })
    expect(groups.map(({ by, key, orders }) => [by, key, orders])).toEqual([
      ['instrument', BTC, 30],
      ['side', 'buy', 20],
      ['side', 'sell', 10],
      ['type', 'market', 30],
    ])
    for (const { measures } of [all, ...groups]) {
      for (const name of ['acceptMs', 'firstFillMs', 'lastFillMs'] as const) {
        expect(Math.abs((measures[name]?.mean ?? NaN) - delay)).toBeLessThanOrEqual(delay / 100)
        expect(Math.abs((measures[name]?.median ?? NaN) - delay)).toBeLessThanOrEqual(delay / 100)
      }
      expect(Math.abs((measures.bps?.mean ?? NaN) - bps)).toBeLessThanOrEqual(Math.abs(bps) / 100)
      expect(Math.abs((measures.bps?.median ?? NaN) - bps)).toBeLessThanOrEqual(Math.abs(bps) / 100)
      expect(measures.fillRatio).toMatchObject({ mean: 0, median: 0, p5: 0, p95: 0 })
      expect(measures.bps?.interval?.low ?? NaN).toBeLessThanOrEqual((measures.bps?.mean ?? NaN) + 1e-9)
      expect(measures.bps?.interval?.high ?? NaN).toBeGreaterThanOrEqual((measures.bps?.mean ?? NaN) - 1e-9)
    }
  })

  it('also of delays that vary: the mean within 1 %, and the interval holds it', () => {
    const drawn: number[] = []
    const random = seededRandom(7)
    const sample = (): number => {
      const delay = 20 + 400 * random.next()
      drawn.push(delay - 20)
      return delay
    }
    const of = shadowedSession({ live: { sample } })
    trades(of, 200)
    const injected = drawn.reduce((sum, delay) => sum + delay, 0) / drawn.length
    const { acceptMs } = of.twin.summary().all.measures
    expect(acceptMs?.count).toBe(200)
    const ranked = [...drawn].sort((a, b) => a - b)
    expect(Math.abs((acceptMs?.p5 ?? NaN) - (ranked[9] ?? NaN))).toBeLessThanOrEqual(1)
    expect(Math.abs((acceptMs?.p95 ?? NaN) - (ranked[189] ?? NaN))).toBeLessThanOrEqual(1)
    expect(Math.abs((acceptMs?.mean ?? NaN) / injected - 1)).toBeLessThan(0.01)
    expect(acceptMs?.interval?.low).toBeLessThan(200)
    expect(acceptMs?.interval?.high).toBeGreaterThan(200)
    const width = (acceptMs?.interval?.high ?? NaN) - (acceptMs?.interval?.low ?? NaN)
    // Uniform over 400 ms: 2 x 1.97 x 115.5 / root(200).
    expect(width).toBeGreaterThan(28)
    expect(width).toBeLessThan(36)
  })

  it('over several fills and levels: price and last fill of the whole order', () => {
    const of = shadowedSession({ live: constantLatency(120), bps: 10 })
    of.book({ ...BOOK, sequence: 2, asks: levels(['60000', '1'], ['60060', '1'], ['60120', '2']) })
    const { clientOrderId: id } = of.submit({ quantity: quantity('4') })
    of.clock.advance(1_000)
    const [row] = of.twin.rows({})
    expect(row).toMatchObject({ clientOrderId: id, outcome: 'both', paper: { averagePrice: price('60075'), lastFillMs: 20 } })
    expect(row?.divergence.bps).toBeCloseTo(10, 4)
    expect(row?.divergence.lastFillMs).toBe(100)
  })
})

describe('orders that only one side filled', () => {
  it('stay what they are and are in no mean of prices or times', () => {
    const of = shadowedSession({ live: constantLatency(20) })
    trades(of, 10)
    // Live is too slow: the price is gone. Then the other way round.
    const slow = shadowedSession({ live: constantLatency(500), options: { graceMs: 2_000 } })
    slow.submit({ type: 'limit', timeInForce: 'IOC', limitPrice: price('60000.01') })
    slow.clock.advance(100)
    slow.book({ ...BOOK, sequence: 2, asks: levels(['60010', '1']) })
    slow.clock.advance(10_000)
    slow.submit({ type: 'limit', timeInForce: 'IOC', limitPrice: price('60005') })
    slow.clock.advance(100)
    slow.book({ ...BOOK, sequence: 3, asks: levels(['60000.01', '5']) })
    slow.clock.advance(10_000)
    expect(slow.twin.rows({}).map(({ outcome, divergence }) => [outcome, divergence])).toEqual([
      ['live-only', { acceptMs: 480, fillRatio: 1 }],
      ['paper-only', { acceptMs: 480, fillRatio: -1 }],
    ])
    const { all } = slow.twin.summary()
    expect(all.outcomes).toMatchObject({ 'live-only': 1, 'paper-only': 1, both: 0 })
    expect(all.measures.bps).toBeUndefined()
    expect(all.measures.firstFillMs).toBeUndefined()
    expect(all.measures.fillRatio).toMatchObject({ count: 2, mean: 0 })
    expect(of.twin.summary().all.measures.bps?.count).toBe(10)
    expect(slow.twin.rows({ outcome: 'paper-only' })).toHaveLength(1)
  })

  it('a paper order gets a while after the live one ended, then it ends too', () => {
    const of = shadowedSession({ options: { graceMs: 3_000 } })
    const resting = sampleOrder({ type: 'limit', limitPrice: price('59000') })
    of.venue.submit(resting)
    of.clock.advance(100)
    const filled = { clientOrderId: resting.clientOrderId, quantity: resting.quantity, fee: ZERO_MONEY, at: START } as const
    of.twin.report({ ...filled, type: 'filled', fillId: fillId('f'), price: price('59000'), liquidity: 'maker' })
    of.clock.advance(2_000)
    expect(of.twin.rows({})[0]).toMatchObject({ outcome: 'working', live: { state: 'filled' }, paper: { state: 'accepted' } })
    of.clock.advance(3_000)
    expect(of.twin.rows({})[0]).toMatchObject({ outcome: 'live-only', paper: { state: 'cancelled' } })
  })

  it('a cancel goes to paper too, also one that nobody here asked for; partial fills are compared', () => {
    const of = shadowedSession()
    const asked = of.submit({ type: 'limit', limitPrice: price('59000') })
    const external = of.submit({ type: 'limit', limitPrice: price('59000'), quantity: quantity('2') })
    of.clock.advance(100)
    of.venue.cancel(asked.clientOrderId)
    of.twin.report({ type: 'cancelled', clientOrderId: external.clientOrderId, reason: 'elsewhere', at: START })
    of.clock.advance(100)
    expect(of.twin.rows({}).map(({ outcome, paper }) => [outcome, paper?.state])).toEqual([
      ['neither', 'cancelled'],
      ['neither', 'cancelled'],
    ])
  })
})

describe('what a person is told', () => {
  it('an alarm once when the mean goes beyond a limit, and again only after it was within', () => {
    const worse = { live: constantLatency(70), bps: 12, options: { limits: { maxBps: 10, maxMs: 60, leastOrders: 5 } } }
    const of = shadowedSession(worse)
    trades(of, 4)
    expect(of.alarms).toEqual([])
    trades(of, 26)
    expect(of.alarms.filter((message) => message.startsWith('live fills'))).toEqual([
      expect.stringMatching(/^live fills at a worse price than paper by 12\.0 bps on the mean of 5 orders; the limit is 10 bps$/),
    ])
    expect(of.alarms.some((message) => message.includes(' ms '))).toBe(false)
    expect(of.twin.summary().alarms.map(({ by, key, measure }) => [by, key, measure])).toEqual([
      ['all', 'all', 'bps'],
      ['instrument', BTC, 'bps'],
      ['side', 'buy', 'bps'],
      ['side', 'sell', 'bps'],
      ['type', 'market', 'bps'],
    ])
    expect(shadowedSession(worse).twin.summary().alarms).toEqual([])
    const slow = shadowedSession({ ...worse, live: constantLatency(81), bps: 0 })
    trades(slow, 6)
    expect(slow.alarms.slice(0, 2)).toEqual([
      'live is answered later than paper by 61.0 ms on the mean of 5 orders; the limit is 60 ms',
      'live fills later than paper by 61.0 ms on the mean of 5 orders; the limit is 60 ms',
    ])
  })

  it('settings under which paper would have done the same', () => {
    const of = shadowedSession({ live: tailedLatency(80, 20, seededRandom(3)), bps: 4 })
    trades(of, 200)
    const { calibration, text } = of.twin.summary()
    expect(calibration.orders).toEqual({ latencyMs: 200, slippageBps: 200 })
    expect(Math.abs((calibration.latencyMs ?? NaN) - 80)).toBeLessThanOrEqual(2)
    expect(calibration.slippageBps).toBeCloseTo(4, 3)
    expect(text.at(-1)).toMatch(/^paper would have done as live did with paper\.latencyMs \d+ and slippage 4\.00 bps$/)
    expect(text[1]).toMatch(/^price: \+4\.00 bps on the mean, \+4\.00 bps in the middle, of 200 orders, 95 % interval /)
    expect(shadowedSession().twin.summary()).toMatchObject({
      calibration: { orders: { latencyMs: 0, slippageBps: 0 } },
      since: START,
    })
  })

  it('which orders paper cannot take, instead of a guess', () => {
    const of = shadowedSession()
    // A property of the paper venue, whatever it learns to take later.
    const unknown = { type: 'never-heard-of' } as unknown as Partial<OrderRequest>
    const order = sampleOrder(unknown)
    of.twin.submitted(order, START)
    of.twin.report({ type: 'accepted', clientOrderId: order.clientOrderId, venueOrderId: venueOrderId('1'), at: START })
    expect(of.twin.rows({})[0]).toMatchObject({
      outcome: 'not-followed',
      notFollowed: 'paper takes no never-heard-of orders',
      live: { state: 'accepted' },
      divergence: {},
    })
    expect(of.twin.rows({})[0]).not.toHaveProperty('paper')
  })
})

it('remembers so many orders and no more, the ones at work longest, and says how many it dropped', () => {
  const of = shadowedSession({ options: { keep: 10 } })
  const resting = of.submit({ type: 'limit', limitPrice: price('59000') })
  trades(of, 30)
  const rows = of.twin.rows({})
  expect(rows).toHaveLength(10)
  expect(rows.at(-1)).toMatchObject({ clientOrderId: resting.clientOrderId, outcome: 'working' })
  expect(of.twin.summary()).toMatchObject({ dropped: 21, keep: 10 })
  for (let index = 0; index < 20; index += 1) of.submit({ type: 'limit', limitPrice: price('59000') })
  expect(of.twin.rows({})).toHaveLength(10)
  // What was forgotten is told no more, and harms nothing.
  of.clock.advance(10_000)
  expect(of.failed).toEqual([])
})
