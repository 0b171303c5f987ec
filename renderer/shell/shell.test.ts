import { describe, expect, it } from 'vitest'
import type { ChannelRow, SignalRow } from '../../core/contract/index.ts'
import { queueOrder } from '../panels/signals/queue-order.ts'
import { draftCommand, draftSentence } from '../panels/ticket/draft-command.ts'
import { summarise } from '../panels/why/summarise.ts'
import { EMPTY_TICKET } from '../stores/workspace.ts'
import { channelHealth, clockBeyond, venueStreams, worstClock } from './channel-health.ts'
import { matchScore } from './match.ts'

describe('palette', () => {
  it('finds a symbol by its letters and prefers it to a scattered match', () => {
    expect(matchScore('ethusdt', 'ETH/USDT symbol')).toBeGreaterThan(0)
    expect(matchScore('eth', 'ETH/USDT symbol')).toBeGreaterThan(matchScore('eth', 'Reset the layout action'))
    expect(matchScore('xyz', 'ETH/USDT symbol')).toBe(0)
  })
})

describe('channel health', () => {
  const row = (instrument: string, lastReceivedAt: number): ChannelRow => ({
    exchange: 'demo',
    instrument,
    channel: 'book',
    lastReceivedAt,
    limit: 5_000,
    messages: 1,
    rejected: 0,
    gaps: 0,
    resyncs: 0,
    latency: 1,
    sequenceCheck: true,
    clockOffset: null,
    clockOffsetLimit: 1_000,
  })

  it('counts a channel as connected only while messages come within its limit', () => {
    const tone = (rows: readonly ChannelRow[]): string | undefined => channelHealth(rows, 10_000)[0]?.tone
    expect(tone([row('a', 9_000), row('b', 5_000)])).toBe('ok')
    expect(tone([row('a', 9_000), row('b', 4_999)])).toBe('warn')
    expect(tone([row('a', 1_000)])).toBe('bad')
  })

  it('tells each venue by itself', () => {
    const rows = [
      row('a', 1_000),
      { ...row('b', 9_900), exchange: 'binance' },
      { ...row('c', 9_900), exchange: 'binance', channel: 'trades' },
    ]
    expect(venueStreams(rows, 10_000).map(({ exchange, channels }) => [exchange, channels.map(({ tone }) => tone)])).toEqual([
      ['binance', ['ok', 'ok']],
      ['demo', ['bad']],
    ])
  })

  it('finds the clock that is furthest off, in either direction, and tells one beyond its limit', () => {
    const venue = (exchange: string, clockOffset: number | null): ChannelRow => ({ ...row('a', 0), exchange, clockOffset })
    expect(worstClock([venue('a', null)])).toBeUndefined()
    expect(worstClock([venue('a', 0)])?.exchange).toBe('a')
    expect(worstClock([venue('a', null), venue('b', 40), venue('c', -41), venue('d', 0)])?.exchange).toBe('c')
    expect([-1_001, -1_000, null, 1_000, 1_001].map((offset) => clockBeyond(venue('a', offset)))).toEqual([
      true,
      false,
      false,
      false,
      true,
    ])
  })
})

describe('signal queue', () => {
  it('puts what waits first, soonest to expire on top, then the newest decision', () => {
    const signal = (id: string, state: SignalRow['state'], at: number): SignalRow =>
      ({ id, state, createdAt: at, expiresAt: at, decidedAt: at }) as SignalRow
    const order = queueOrder([
      signal('old', 'EXPIRED', 1),
      signal('late', 'PENDING', 9),
      signal('new', 'REJECTED', 5),
      signal('soon', 'PENDING', 7),
    ])
    expect(order.map(({ id }) => id)).toEqual(['soon', 'late', 'new', 'old'])
  })
})

describe('ticket', () => {
  it('sends only the fields that the order type has', () => {
    const typed = { ...EMPTY_TICKET, quantity: ' 1,000.5 ', price: '97,000.10', stop: '96000' }
    expect(draftCommand('x:BTC/USDT', { ...typed, type: 'limit' })).toMatchObject({
      quantity: '1000.5',
      limitPrice: '97000.10',
      stop: '96000',
    })
    const market = draftCommand('x:BTC/USDT', { ...typed, type: 'market' })
    expect(Object.keys(market)).not.toContain('limitPrice')
    expect(Object.keys(market)).not.toContain('target')
    expect(draftCommand('x:BTC/USDT', { ...typed, type: 'stop' })).toMatchObject({ stopPrice: '97000.10' })
  })

  it('says in full what its button does', () => {
    expect(draftSentence('BTC/USDT', { ...EMPTY_TICKET, side: 'sell', quantity: '2', price: '5' })).toBe('Sell 2 BTC at 5')
    expect(draftSentence('BTC/USDT', { ...EMPTY_TICKET, type: 'market', quantity: '2' })).toBe('Buy 2 BTC at market')
  })
})

describe('journal summary', () => {
  it('picks what tells a person what a row is about', () => {
    expect(summarise({ order: { side: 'buy', quantity: '1', id: 'o-1' }, reason: 'why' })).toBe('buy · why · 1')
    expect(summarise(null)).toBe('')
  })
})
