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
    const bar = { t: T0, s: 'BTCUSDT', i: '1m', o: '10', c: '10', h: '9', l: '10', v: '1', n: 1, x: false }
    expect(push({ e: 'kline', E: T0, s: 'BTCUSDT', k: bar })).toBe('business:high-below-low')
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
    expect(push(trade(1, { T: T0 + 5_001 }))).toBe('consistency:in-the-future')
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
