import { describe, expect, it } from 'vitest'
import { exchangeId, formatPrice, instrumentId, type MarketEvent, millis } from '../domain/index.ts'
import { createMarketPipeline, mapperFor } from './index.ts'

const T0 = 1_700_000_000_000
const iso = (at: number): string => new Date(at).toISOString()

function setUp(exchange: string) {
  const events: MarketEvent[] = []
  const asked: string[] = []
  const pipeline = createMarketPipeline({
    mapper: mapperFor(exchange),
    timeframes: [],
    sink: {
      event: (event) => events.push(event),
      bookChanged: () => undefined,
      snapshotNeeded: (_, reason) => asked.push(reason),
    },
  })
  const push = (message: object, url?: string) =>
    pipeline.push({
      connection: 'c',
      text: JSON.stringify(message),
      receivedTime: millis(T0 + 10),
      ...(url === undefined ? {} : { url }),
    })
  const bestBid = () => {
    const bid = pipeline.books()[0]?.book.bestBid()
    return bid === undefined ? undefined : formatPrice(bid.price)
  }
  return { pipeline, events, asked, push, bestBid }
}

const okx = (action: string, prevSeqId: number, seqId: number, bid: string) => ({
  arg: { channel: 'books', instId: 'BTC-USDT' },
  action,
  data: [{ bids: [[bid, '1', '0', '1']], asks: [['200', '1', '0', '1']], ts: String(T0), prevSeqId, seqId }],
})

const coinbase = (sequence: number, channel: string, event: object) => ({
  channel,
  timestamp: iso(T0),
  sequence_num: sequence,
  events: [event],
})
const l2 = (sequence: number, type: string, price: string) =>
  coinbase(sequence, 'l2_data', {
    type,
    product_id: 'BTC-USD',
    updates: [{ side: 'bid', event_time: iso(T0), price_level: price, new_quantity: '1' }],
  })
const trades = (sequence: number, type: string, list: readonly { id: string; at: number }[]) =>
  coinbase(sequence, 'market_trades', {
    type,
    trades: list.map(({ id, at }) => ({
      product_id: 'BTC-USD',
      trade_id: id,
      price: '100',
      size: '1',
      time: iso(at),
      side: 'BUY',
    })),
  })

describe('books whose snapshots come over the socket', () => {
  it('takes each snapshot for the whole truth, also while live and with a lower number', () => {
    const { pipeline, push, bestBid, asked } = setUp('okx')
    push(okx('update', 90, 95, '100'))
    expect(asked).toEqual(['start'])
    push(okx('snapshot', -1, 1_000, '100'))
    push(okx('snapshot', -1, 10, '101'))
    push(okx('update', 10, 12, '102'))
    expect([pipeline.books()[0]?.sequence, bestBid()]).toEqual([12, '102'])
    expect(pipeline.stats()).toMatchObject({ gaps: 0, resyncs: 0, rejected: 0 })
  })

  it('goes on quoting when the numbers fall back inside the chain', () => {
    const { events, pipeline, push } = setUp('okx')
    push(okx('snapshot', -1, 1_000, '100'))
    push(okx('update', 1_000, 5, '101'))
    push(okx('update', 5, 7, '102'))
    const bids = events.flatMap((event) => (event.kind === 'quote' ? [formatPrice(event.bid)] : []))
    expect(bids).toEqual(['100', '101', '102'])
    pipeline.resync(instrumentId(exchangeId('okx'), 'BTC/USDT'), 'distrusted')
    push(okx('update', 7, 9, '103'))
    expect(pipeline.stats()).toMatchObject({ gaps: 0, resyncs: 1 })
    push(okx('update', 11, 13, '104'))
    expect(pipeline.stats().gaps).toBe(1)
  })

  it('stops trusting a book whose unnumbered update could not be read', () => {
    const { events, pipeline, push, asked } = setUp('kraken')
    push([1, { as: [['101.0', '1.0', '1.0']], bs: [['100.0', '1.0', '1.0']] }, 'book-10', 'XBT/USD'])
    expect(pipeline.books()[0]?.state).toBe('live')
    push([1, { a: [['101.0', null, '1.0']], c: '1' }, 'book-10', 'XBT/USD'])
    expect([pipeline.books()[0]?.state, ...asked]).toEqual(['resyncing', 'unreadable'])
    expect(events.filter(({ kind }) => kind === 'gap')).toMatchObject([{ channel: 'book', cause: 'unreadable' }])
  })

  it('uses nothing of a frame that the connection has passed, least of all its snapshot', () => {
    const { pipeline, push, bestBid } = setUp('coinbase')
    push(l2(1, 'snapshot', '100'))
    push(l2(2, 'update', '101'))
    push(l2(1, 'snapshot', '100'))
    push(trades(2, 'update', [{ id: '7', at: T0 }]))
    expect([bestBid(), pipeline.stats().trades]).toEqual(['101', 0])
    expect(pipeline.stats().rejectedByReason).toEqual({ 'duplicate:connection-sequence': 2 })
  })

  it('tells of lost trades too, where a connection carries them', () => {
    const { events, push } = setUp('coinbase')
    push(l2(1, 'snapshot', '100'))
    push(trades(2, 'update', [{ id: '7', at: T0 }]))
    push(l2(5, 'update', '101'))
    expect(events.filter(({ kind }) => kind === 'gap')).toMatchObject([
      { channel: 'book', startSequence: 3, endSequence: 4, missingCount: 2, cause: 'connection' },
      { channel: 'trades', startSequence: 3, endSequence: 4, cause: 'connection' },
    ])
    // Nobody knows how many of the frames were trades.
    expect(events.findLast(({ kind }) => kind === 'gap')).not.toHaveProperty('missingCount')
  })

  it('passes over history that is too old or known already without calling it bad', () => {
    const { pipeline, push } = setUp('coinbase')
    push(
      trades(1, 'snapshot', [
        { id: '8', at: T0 },
        { id: '7', at: T0 - 900_000 },
      ]),
    )
    push(trades(2, 'snapshot', [{ id: '8', at: T0 }]))
    expect(pipeline.stats()).toMatchObject({ trades: 1, rejected: 0 })
    push(trades(3, 'update', [{ id: '8', at: T0 }]))
    expect(pipeline.stats().rejectedByReason).toEqual({ 'duplicate:trade-id': 1 })
  })

  it('lets a ticker without a number fill in for the book only while there is none', () => {
    const { events, push } = setUp('bybit')
    const ticker = (bid1Price: string) => ({
      topic: 'tickers.BTCUSDT',
      type: 'snapshot',
      ts: T0,
      data: { symbol: 'BTCUSDT', bid1Price, bid1Size: '1', ask1Price: '110', ask1Size: '1' },
    })
    push(ticker('100'))
    push({
      topic: 'orderbook.50.BTCUSDT',
      type: 'snapshot',
      ts: T0,
      data: { s: 'BTCUSDT', b: [['101', '1']], a: [['110', '1']], u: 5 },
    })
    push(ticker('99'))
    const bids = events.flatMap((event) => (event.kind === 'quote' ? [formatPrice(event.bid)] : []))
    expect([...new Set(bids)]).toEqual(['100', '101'])
  })
})
