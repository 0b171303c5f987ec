import { describe, expect, it } from 'vitest'
import { type MarketEvent, millis } from '../../domain/index.ts'
import { createMarketPipeline, mapperFor } from '../index.ts'
import { BadRate, createTradeIds } from './index.ts'

const T0 = 1_700_000_000_000

function setUp() {
  const events: MarketEvent[] = []
  const alerts: boolean[] = []
  const pipeline = createMarketPipeline({
    mapper: mapperFor('binance'),
    timeframes: [],
    sink: {
      event: (event) => events.push(event),
      bookChanged: () => undefined,
      snapshotNeeded: () => undefined,
      badRate: ({ on }) => alerts.push(on),
    },
  })
  const push = (message: object, receivedTime = T0) => {
    const before = { ...pipeline.stats().rejectedByReason }
    pipeline.push({ connection: 'test', text: JSON.stringify(message), receivedTime: millis(receivedTime) })
    const after = pipeline.stats().rejectedByReason
    return Object.keys(after).find((reason) => after[reason] !== before[reason]) ?? 'accepted'
  }
  return { pipeline, events, alerts, push }
}

const trade = (t: number, fields: object = {}) => ({
  e: 'trade',
  E: T0,
  s: 'BTCUSDT',
  t,
  p: '100.00',
  q: '1.0',
  T: T0,
  m: true,
  ...fields,
})

describe('the four stages', () => {
  it('schema: refuses what is not the venue`s format', () => {
    const { push } = setUp()
    expect(push({ e: 'trade', s: 'BTCUSDT' })).toBe('schema:trade-id')
    expect(push(trade(1, { p: '1e' }))).toBe('schema:price-number')
    expect(push(trade(1, { q: '0x1' }))).toBe('schema:size-number')
  })

  it('business: prices above zero and near the last good one, sizes, bars', () => {
    const { push } = setUp()
    expect(push(trade(1, { p: '0.00' }))).toBe('business:price-not-positive')
    expect(push(trade(1, { p: '-5' }))).toBe('business:price-not-positive')
    expect(push(trade(1, { q: '-1' }))).toBe('business:size-negative')
    expect(push(trade(1, { q: '0' }))).toBe('business:size-zero')
    expect(push(trade(1))).toBe('accepted')
    expect(push(trade(2, { p: '150.00' }))).toBe('accepted')
    expect(push(trade(3, { p: '225.01' }))).toBe('business:price-out-of-bound')
    expect(push(trade(3, { p: '74.99' }))).toBe('business:price-out-of-bound')
    expect(push(trade(3, { p: '75.00' }))).toBe('accepted')
    expect(push(trade(4, { p: '112.50' }))).toBe('accepted')
    expect(push(trade(5, { p: '56.24' }))).toBe('business:price-out-of-bound')
    expect(push(trade(5, { p: '0.000000000001' }))).toBe('business:price-out-of-bound')
    expect(push(trade(5, { q: '0.000000000001' }))).toBe('accepted')
    const bar = { t: T0, s: 'BTCUSDT', i: '1m', o: '10', c: '10', h: '9', l: '10', v: '1', n: 1, x: false }
    const kline = (change: object): string => push({ e: 'kline', E: T0, s: 'BTCUSDT', k: { ...bar, ...change } })
    expect(kline({})).toBe('business:high-below-low')
    expect(kline({ h: '10' })).toBe('accepted')
    expect(kline({ h: '10', c: '10.01' })).toBe('business:bar-not-inside')
    expect(kline({ h: '11', o: '9.99' })).toBe('business:bar-not-inside')
    expect(kline({ h: '10', v: '-1' })).toBe('business:size-negative')
    expect(kline({ h: '10', v: '0' })).toBe('accepted')
    expect(kline({ o: '0', c: '0', h: '0', l: '0' })).toBe('business:price-not-positive')
    expect(push({ u: 5, s: 'BTCUSDT', b: '101', B: '1', a: '101', A: '1' })).toBe('business:crossed-quote')
  })

  it('business: a price that is really new is believed once the old one is a minute old', () => {
    const { push } = setUp()
    push(trade(1))
    expect(push(trade(2, { p: '500' }))).toBe('business:price-out-of-bound')
    expect(push(trade(2, { p: '500', T: T0 + 61_000 }), T0 + 61_000)).toBe('accepted')
  })

  it('consistency: not older than five minutes, not in the future, only known markets', () => {
    const { push } = setUp()
    expect(push(trade(1, { T: T0 - 300_001 }))).toBe('consistency:too-old')
    expect(push(trade(1, { T: T0 - 300_000 }))).toBe('accepted')
    expect(push(trade(2, { T: T0 + 5_001 }))).toBe('consistency:in-the-future')
    expect(push(trade(2, { T: T0 + 5_000 }))).toBe('accepted')
    expect(push(trade(1, { s: '???' }))).toBe('consistency:unknown-symbol')
    expect(setUp().push({ lastUpdateId: 1, bids: [], asks: [] })).toBe('consistency:snapshot-without-symbol')
  })

  it('duplicates: the same trade twice; a jump in the ids is a gap', () => {
    const { push, events } = setUp()
    push(trade(1))
    expect(push(trade(1))).toBe('duplicate:trade-id')
    push(trade(5))
    expect(push(trade(3))).toBe('accepted')
    expect(push(trade(3))).toBe('duplicate:trade-id')
    expect(events.filter(({ kind }) => kind === 'gap')).toMatchObject([
      { channel: 'trades', startSequence: 2, endSequence: 4, missingCount: 3, recovered: 0 },
      { channel: 'trades', startSequence: 2, endSequence: 4, missingCount: 3, recovered: 1 },
    ])
  })

  it('a book: levels below zero, without a price, repeated, and a snapshot that crosses', () => {
    const { push } = setUp()
    const depth = (u: number, b: unknown) => push({ e: 'depthUpdate', E: T0, s: 'BTCUSDT', U: u, u, b, a: [['101', '1']] })
    const snapshot = (lastUpdateId: number, bid: string) => {
      push(trade(lastUpdateId))
      return push({ lastUpdateId, bids: [[bid, '1']], asks: [['101', '1']] })
    }
    expect(depth(1, [['100', '-1']])).toBe('business:level-negative')
    expect(depth(1, [['0', '1']])).toBe('business:level-price')
    expect(depth(1, [['100', '1']])).toBe('accepted')
    expect(snapshot(1, '101')).toBe('business:crossed-snapshot')
    expect(snapshot(2, '100')).toBe('accepted')
    expect(depth(3, [['100', '0']])).toBe('accepted')
    expect(depth(3, [['100', '0']])).toBe('duplicate:book-update')
    expect(depth(4, [['100', 'x']])).toMatch(/^schema:/)
  })

  it('keeps the newest bad frames, cut to what shows the fault, each with its stage and reason', () => {
    const { push, pipeline } = setUp()
    for (let i = 0; i < 300; i += 1) push(trade(1, { q: '0', note: `${String(i)}${'x'.repeat(3_000)}` }))
    const kept = pipeline.quarantine()
    expect(kept.length).toBe(256)
    expect(kept[0]?.text).toContain('"note":"44x')
    expect(kept.at(-1)).toMatchObject({ stage: 'business', reason: 'size-zero', connection: 'test', receivedTime: T0 })
    expect(kept.every(({ text }) => text.length === 2_000)).toBe(true)
    expect(pipeline.stats().rejectedByReason).toEqual({ 'business:size-zero': 300 })
  })

  it('counts a trade once where the venue sends it in two numberings', () => {
    const { push, pipeline } = setUp()
    push(trade(10))
    expect(push({ ...trade(0), e: 'aggTrade', a: 7 })).toBe('accepted')
    expect(pipeline.stats().trades).toBe(1)
  })

  it('alerts when more than a tenth is bad, and ends the alert when it is over', () => {
    const { push, alerts } = setUp()
    for (let i = 0; i < 90; i += 1) push(trade(i + 1))
    for (let i = 0; i < 10; i += 1) push({ nonsense: true })
    expect(alerts).toEqual([])
    push({ nonsense: true })
    expect(alerts).toEqual([true])
    push(trade(500, { T: T0 + 90_000 }), T0 + 90_000)
    expect(alerts).toEqual([true, false])
  })
})

describe('bounded memory', () => {
  it('the bad rate forgets what is older than its window', () => {
    const rate = new BadRate({ window: 12_000, threshold: 0.1, minimum: 1 })
    rate.count(true, millis(T0))
    expect(rate.share).toBe(1)
    for (let i = 1; i <= 12; i += 1) rate.count(false, millis(T0 + i * 1_000))
    expect(rate.share).toBe(0)
  })

  it('the bad rate starts over when the clock is set back, and not for a step inside its grain', () => {
    const rate = new BadRate({ window: 12_000, threshold: 0.1, minimum: 1 })
    expect(rate.count(true, millis(T0))).toBe(true)
    rate.count(false, millis(T0 - 500))
    expect(rate.share).toBe(0.5)
    expect(rate.count(false, millis(T0 - 1_200_000))).toBe(true)
    expect([rate.share, rate.alert]).toEqual([0, false])
  })

  it('counted trade ids tell stragglers from repeats', () => {
    const ids = createTradeIds(true)
    const verdicts = (texts: readonly string[]) => texts.map((id) => ids.see(id).type)
    expect(verdicts(['100', '99', '104', '102', '102', '101', '103', '103', '105'])).toEqual([
      'next',
      'duplicate',
      'gap',
      'late',
      'duplicate',
      'late',
      'late',
      'duplicate',
      'next',
    ])
  })

  it('ids without order know only repeats, and only recent ones', () => {
    const ids = createTradeIds(false)
    expect([ids.see('b').type, ids.see('a').type, ids.see('b').type]).toEqual(['next', 'next', 'duplicate'])
    for (let i = 0; i < 5_000; i += 1) ids.see(String(i))
    expect(ids.see('b').type).toBe('next')
  })
})
