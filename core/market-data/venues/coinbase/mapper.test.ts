import { describe, expect, it } from 'vitest'
import { mapText, venueMapperContract } from '../../../testing/contracts/venue-mapper.ts'
import { createCoinbaseMapper } from './mapper.ts'
import { unifiedCoinbaseSymbol } from './symbols.ts'

const frame = (channel: string, sequence: number, events: readonly object[]): string =>
  JSON.stringify({ channel, timestamp: '2026-08-09T21:05:48.348050942Z', sequence_num: sequence, events })
const TRADES = frame('market_trades', 9, [
  {
    type: 'update',
    trades: [
      { product_id: 'BTC-USD', trade_id: '12', price: '65083.68', size: '0.5', time: '2026-08-09T21:05:48.267634Z', side: 'BUY' },
      {
        product_id: 'BTC-USD',
        trade_id: '11',
        price: '65083.67',
        size: '0.01034361',
        time: '2026-08-09T21:05:48.167634Z',
        side: 'SELL',
      },
    ],
  },
])
const BOOK = frame('l2_data', 13, [
  {
    type: 'snapshot',
    product_id: 'BTC-USD',
    updates: [
      { side: 'bid', event_time: '2026-08-09T21:05:48.170326Z', price_level: '65083.66', new_quantity: '0.20371215' },
      { side: 'offer', event_time: '2026-08-09T21:05:48.170326Z', price_level: '65083.67', new_quantity: '0.24290402' },
    ],
  },
])
const UPDATE = BOOK.replace('snapshot', 'update')
const TICKER = frame('ticker', 11, [
  {
    type: 'update',
    tickers: [
      {
        type: 'ticker',
        product_id: 'BTC-USD',
        price: '65086.18',
        volume_24_h: '2867.54532609',
        low_24_h: '64675.22',
        high_24_h: '65252.99',
        price_percent_chg_24_h: '0.09601107287722',
        best_bid: '65083.66',
        best_ask: '65083.67',
        best_bid_quantity: '0.20371215',
        best_ask_quantity: '0.24290402',
      },
    ],
  },
])
const CANDLES = frame('candles', 977, [
  {
    type: 'update',
    candles: [
      {
        start: '1786309500',
        high: '1919.6',
        low: '1919.27',
        open: '1919.58',
        close: '1919.42',
        volume: '46.258414',
        product_id: 'ETH-USD',
      },
    ],
  },
])
const HEARTBEAT = frame('heartbeats', 1028, [
  { current_time: '2026-08-09 21:06:12.854802908 +0000 UTC m=+41715.260448204', heartbeat_counter: 41715 },
])

describe('the Coinbase mapper', () => {
  venueMapperContract(createCoinbaseMapper, [TRADES, BOOK, UPDATE, TICKER, CANDLES, HEARTBEAT])

  const facts = (text: string) => mapText(createCoinbaseMapper(), text)

  it('numbers every frame first, on whatever channel', () => {
    for (const text of [TRADES, BOOK, UPDATE, TICKER, CANDLES, HEARTBEAT])
      expect(facts(text)[0]).toEqual({ kind: 'connection-sequence', sequence: Number(/"sequence_num":(\d+)/.exec(text)?.[1]) })
  })

  it('puts trades oldest first, and the taker opposite to the maker that the venue names', () => {
    expect(facts(TRADES).slice(1)).toMatchObject([
      { id: '11', quantity: '0.01034361', aggressor: 'buy', exchangeTime: 1786309548167 },
      { id: '12', price: '65083.68', aggressor: 'sell' },
    ])
    expect(facts(TRADES.replace('update', 'snapshot'))[1]).toMatchObject({ history: true })
  })

  it('keeps the venue`s digits', () => {
    expect(facts(BOOK)[1]).toMatchObject({ kind: 'book-snapshot', sequence: 13, bids: [['65083.66', '0.20371215']] })
    expect(facts(UPDATE)[1]).toMatchObject({ kind: 'book-delta', lastSequence: 13, asks: [['65083.67', '0.24290402']] })
    expect(facts(TICKER).slice(1)).toMatchObject([{ bid: '65083.66' }, { last: '65086.18', volume: '2867.54532609' }])
    expect(facts(CANDLES)[1]).toMatchObject({ timeframe: '5m', openTime: 1786309500000, closed: false })
  })

  it('counts nothing of a frame that it cannot read, so that the hole shows', () => {
    expect(facts(UPDATE.replace('"offer"', '"both"'))).toEqual([{ kind: 'malformed', reason: 'book-side' }])
  })

  it('spells spot pairs with a slash and leaves futures as the venue names them', () => {
    expect(['BTC-USD', 'BIT-28JUL23-CDE', 'btc'].map(unifiedCoinbaseSymbol)).toEqual(['BTC/USD', 'BIT-28JUL23-CDE', null])
  })
})
