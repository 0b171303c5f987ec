import { describe, expect, it } from 'vitest'
import { exchangeId, formatPrice, instrumentId, type MarketEvent, millis } from '../domain/index.ts'
import { createMarketPipeline, mapperFor } from './index.ts'

const BTC = instrumentId(exchangeId('binance'), 'BTC/USDT')
const T0 = 1_700_000_040_000

function setUp() {
  const asked: string[] = []
  const states: string[] = []
  const freshness: string[] = []
  const events: MarketEvent[] = []
  const pipeline = createMarketPipeline({
    mapper: mapperFor('binance'),
    timeframes: ['1m'],
    sink: {
      event: (event) => events.push(event),
      bookChanged: () => undefined,
      snapshotNeeded: (_, reason) => asked.push(reason),
      bookState: (_, state) => states.push(state),
      freshness: ({ channel, state }) => freshness.push(`${channel} ${state}`),
    },
  })
  const push = (message: object, at = T0) =>
    pipeline.push({ connection: 'binance.book', text: JSON.stringify(message), receivedTime: millis(at), symbolHint: 'BTCUSDT' })
  const depth = (U: number, u: number, at = T0) =>
    push({ e: 'depthUpdate', E: at, s: 'BTCUSDT', U, u, b: [['99.5', String(u)]], a: [] }, at)
  const snapshot = (lastUpdateId: number, at = T0) => push({ lastUpdateId, bids: [['99', '1']], asks: [['101.5', '2']] }, at)
  const trade = (t: number, at: number, p = '100') => push({ e: 'trade', E: at, s: 'BTCUSDT', t, p, q: '1', T: at, m: false }, at)
  return { pipeline, asked, states, freshness, events, depth, snapshot, trade, push }
}

describe('the market pipeline', () => {
  it('asks for a snapshot once, again after a time-out, and never twice within a second', () => {
    const { pipeline, asked, depth, snapshot } = setUp()
    depth(10, 11)
    depth(12, 12)
    expect(asked).toEqual(['start'])
    pipeline.tick(millis(T0 + 9_999))
    expect(asked.length).toBe(1)
    pipeline.tick(millis(T0 + 10_000))
    expect(asked.length).toBe(2)
    snapshot(5, T0 + 10_100)
    expect(asked.length).toBe(2)
    pipeline.tick(millis(T0 + 11_000))
    expect(asked).toEqual(['start', 'start', 'snapshot-too-old'])
  })

  it('shows when a book is usable, and hands out its best levels only then', () => {
    const { pipeline, states, depth, snapshot } = setUp()
    depth(10, 11)
    expect(pipeline.bookSnapshot(BTC, 5)).toBeNull()
    snapshot(11)
    const { bids = [], asks = [], sequence } = pipeline.bookSnapshot(BTC, 1) ?? {}
    expect([sequence, ...[...bids, ...asks].map(({ price }) => formatPrice(price))]).toEqual([11, '99', '101.5'])
    depth(14, 14, T0 + 100)
    expect(pipeline.bookSnapshot(BTC, 5)).toBeNull()
    snapshot(14, T0 + 200)
    expect(states).toEqual(['syncing', 'live', 'resyncing', 'live'])
  })

  it('makes quotes of book and trades', () => {
    const { events, depth, snapshot, trade } = setUp()
    snapshot(10)
    trade(1, T0, '100.25')
    depth(11, 11)
    const quotes = events.flatMap((event) => (event.kind === 'quote' ? [event] : []))
    expect(
      quotes.map(({ bid, ask, last }) => [bid, ask, last].map((p) => (p === undefined ? '-' : formatPrice(p))).join(' ')),
    ).toEqual(['99 101.5 -', '99 101.5 100.25', '99.5 101.5 100.25'])
  })

  it('closes bars by the venue`s clock although this machine`s is 1.27 s behind', () => {
    const { pipeline, events, push } = setUp()
    const behind = 1_270
    push({ e: 'trade', E: T0, s: 'BTCUSDT', t: 1, p: '100', q: '1', T: T0, m: true }, T0 - behind)
    const closed = () => events.filter((event) => event.kind === 'candle' && event.closed).length
    pipeline.tick(millis(T0 + 60_000 - behind + 499))
    expect(closed()).toBe(0)
    pipeline.tick(millis(T0 + 60_000 - behind + 500))
    expect(closed()).toBe(1)
    expect(pipeline.clockDelay()).toBe(-behind)
  })

  it('has everything of a broken connection down at once', () => {
    const { pipeline, freshness, depth, snapshot } = setUp()
    snapshot(10)
    depth(11, 11)
    pipeline.connectionLost('binance.book', millis(T0 + 10))
    expect(freshness).toEqual(['book live', 'ticker live', 'book down', 'ticker down'])
    depth(12, 12, T0 + 100)
    expect(freshness.slice(4)).toEqual(['book live', 'ticker live'])
  })

  it('resyncs a book on demand', () => {
    const { pipeline, asked, states, snapshot } = setUp()
    snapshot(10)
    pipeline.resync(BTC, 'distrusted')
    expect([asked, states]).toEqual([['distrusted'], ['live', 'resyncing']])
    expect(pipeline.stats()).toMatchObject({ resyncs: 1, gaps: 0 })
  })

  it('gives the same facts for the same frames', () => {
    const run = () => {
      const { events, depth, snapshot, trade } = setUp()
      depth(10, 11)
      snapshot(11)
      for (let i = 0; i < 200; i += 1) {
        trade(i + 1, T0 + i * 700, String(100 + (i % 7)))
        depth(12 + i, 12 + i, T0 + i * 700)
      }
      return events
    }
    expect(run()).toEqual(run())
  })

  it.each([
    ['ahead', 1_200_000],
    ['back', -1_200_000],
  ])('rebuilds every book when the clock jumps %s, at once and to the venue`s new state', (_name, jump) => {
    const { pipeline, asked, states, freshness, depth, snapshot, trade } = setUp()
    depth(10, 11)
    snapshot(11)
    depth(12, 12)
    trade(1, T0 + 50)
    const now = T0 + jump
    pipeline.clockJumped(millis(now))
    expect(pipeline.bookSnapshot(BTC, 5)).toBeNull()
    expect(pipeline.freshness(millis(now)).map(({ channel, state }) => `${channel} ${state}`)).toEqual([
      'book down',
      'ticker down',
      'trades down',
    ])
    // At once, although the last request was less than a second ago by a clock that means nothing now.
    expect(asked).toEqual(['start', 'clock'])
    pipeline.tick(millis(now + 10_000))
    expect(asked.length).toBe(3)
    depth(30, 31, now + 10_050)
    snapshot(31, now + 10_100)
    expect(states).toEqual(['syncing', 'live', 'resyncing', 'live'])
    expect(pipeline.freshness(millis(now + 10_100)).find(({ channel }) => channel === 'book')?.state).toBe('live')
    expect(freshness.slice(-1)).not.toEqual(['book down'])
  })

  it('believes a price that is new after a jump, and closes no bar by a clock that is not known', () => {
    const { pipeline, events, trade } = setUp()
    trade(1, T0)
    const bars = (): number => events.filter((event) => event.kind === 'candle' && event.closed).length
    pipeline.clockJumped(millis(T0 + 1_200_000))
    pipeline.tick(millis(T0 + 1_260_000))
    expect(bars()).toBe(0)
    trade(2, T0 + 1_260_100, '900')
    expect(pipeline.stats().rejectedByReason).toEqual({})
    expect(bars()).toBeGreaterThan(0)
  })
})
