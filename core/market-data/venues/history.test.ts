import { describe, expect, it } from 'vitest'
import {
  type Candle,
  exchangeId,
  formatPrice,
  formatQuantity,
  instrumentId,
  millis,
  type Timeframe,
  type Trade,
} from '../../domain/index.ts'
import { historyFor, tradesHistoryFor } from './index.ts'

const AT = 1_700_000_100_000
const instrument = instrumentId(exchangeId('x'), 'BTC/USDT')

function candles(exchange: string, text: string, timeframe: Timeframe = '1m'): readonly Candle[] {
  const mapper = historyFor(exchange)
  if (mapper === undefined) throw new Error(`no history for ${exchange}`)
  return mapper(text, { instrument, timeframe, receivedTime: millis(AT) })
}

function trades(exchange: string, text: string): readonly Trade[] {
  const mapper = tradesHistoryFor(exchange)
  if (mapper === undefined) throw new Error(`no trades for ${exchange}`)
  return mapper(text, { instrument, receivedTime: millis(AT) })
}

const bar = ({ openTime, open, high, low, close, volume, trades: count, closed }: Candle) =>
  [openTime, ...[open, high, low, close].map((value) => formatPrice(value)), formatQuantity(volume), count, closed].join(' ')

const deal = ({ id, price, quantity, aggressor, exchangeTime }: Trade) =>
  [id, formatPrice(price), formatQuantity(quantity), aggressor, exchangeTime].join(' ')

/** Two bars and two trades in each venue's documented form: the first closed, the second still forming at `AT`. */
const BARS = ['1700000040000 10.1 10.3 10 10.25 1.5', '1700000100000 10.25 10.26 10.24 10.24 0.25']
const DEALS = ['1001 10.25 0.5 buy 1700000099001', '1002 10.24 0.25 sell 1700000099500']

const KLINES: Readonly<Record<string, string>> = {
  binance: `[[1700000040000,"10.10","10.30","10.00","10.25","1.50",1700000099999,"15.3",7,"1","10","0"],
    [1700000100000,"10.25","10.26","10.24","10.24","0.25",1700000159999,"2.5",2,"0","0","0"]]`,
  okx: `{"code":"0","msg":"","data":[["1700000100000","10.25","10.26","10.24","10.24","0.25","2.5","2.5","0"],
    ["1700000040000","10.1","10.3","10","10.25","1.5","15.3","15.3","1"]]}`,
  bybit: `{"retCode":0,"retMsg":"OK","result":{"category":"spot","symbol":"BTCUSDT","list":[
    ["1700000100000","10.25","10.26","10.24","10.24","0.25","2.5"],
    ["1700000040000","10.1","10.3","10","10.25","1.5","15.3"]]},"retExtInfo":{},"time":1700000100000}`,
  coinbase: `{"candles":[
    {"start":"1700000100","low":"10.24","high":"10.26","open":"10.25","close":"10.24","volume":"0.25"},
    {"start":"1700000040","low":"10","high":"10.3","open":"10.1","close":"10.25","volume":"1.5"}]}`,
  kraken: `{"error":[],"result":{"XXBTZUSD":[
    [1700000040,"10.1","10.3","10.0","10.25","10.2","1.50000000",7],
    [1700000100,"10.25","10.26","10.24","10.24","10.25","0.25000000",2]],"last":1700000040}}`,
}
const COUNTED = ['binance', 'kraken']

const TRADES: Readonly<Record<string, string>> = {
  binance: `[{"id":1001,"price":"10.25000000","qty":"0.50000000","quoteQty":"5.125","time":1700000099001,"isBuyerMaker":false,"isBestMatch":true},
    {"id":1002,"price":"10.24000000","qty":"0.25000000","quoteQty":"2.56","time":1700000099500,"isBuyerMaker":true,"isBestMatch":true}]`,
  okx: `{"code":"0","msg":"","data":[
    {"instId":"BTC-USDT","side":"sell","sz":"0.25","px":"10.24","source":"0","tradeId":"1002","ts":"1700000099500"},
    {"instId":"BTC-USDT","side":"buy","sz":"0.5","px":"10.25","source":"0","tradeId":"1001","ts":"1700000099001"}]}`,
  bybit: `{"retCode":0,"retMsg":"OK","result":{"category":"spot","list":[
    {"execId":"1002","symbol":"BTCUSDT","price":"10.24","size":"0.25","side":"Sell","time":"1700000099500","isBlockTrade":false},
    {"execId":"1001","symbol":"BTCUSDT","price":"10.25","size":"0.5","side":"Buy","time":"1700000099001","isBlockTrade":false}]},"time":1}`,
  coinbase: `{"trades":[
    {"trade_id":"1002","product_id":"BTC-USD","price":"10.24","size":"0.25","time":"2023-11-14T22:14:59.500000Z","side":"BUY","bid":"","ask":"","exchange":""},
    {"trade_id":"1001","product_id":"BTC-USD","price":"10.25","size":"0.5","time":"2023-11-14T22:14:59.001000Z","side":"SELL","bid":"","ask":"","exchange":""}],
    "best_bid":"10.24","best_ask":"10.25"}`,
  kraken: `{"error":[],"result":{"XXBTZUSD":[
    ["10.25000","0.50000000",1700000099.0010967,"b","m","",1001],
    ["10.24000","0.25000000",1700000099.5003448,"s","l","",1002]],"last":"1700000099500344800"}}`,
}

describe.each(Object.keys(KLINES))('%s history', (exchange) => {
  it('reads klines oldest first, digit by digit, and knows which bar is forming', () => {
    const counts = COUNTED.includes(exchange) ? ['7', '2'] : ['0', '0']
    expect(candles(exchange, KLINES[exchange] ?? '').map(bar)).toEqual([
      `${String(BARS[0])} ${String(counts[0])} true`,
      `${String(BARS[1])} ${String(counts[1])} false`,
    ])
  })

  it('reads trades oldest first, with the ids and the takers of the stream', () => {
    expect(trades(exchange, TRADES[exchange] ?? '').map(deal)).toEqual(DEALS)
  })

  it.each([
    ['nothing', ''],
    ['an error', '{"code":"51001","msg":"no such instrument","retCode":10001,"error":["EQuery:Unknown asset pair"]}'],
    ['a price that is none', 'dirty'],
  ])('refuses %s and shows it', (_, text) => {
    const of = (good: string | undefined) => (text === 'dirty' ? (good ?? '').replaceAll('10.25', '10.2x') : text)
    expect(() => candles(exchange, of(KLINES[exchange]))).toThrow(/klines: .*expected the reply to GET/)
    expect(() => trades(exchange, of(TRADES[exchange]))).toThrow(/trades: .*expected the reply to GET/)
  })
})

describe('the registry', () => {
  it.each(['binanceus', 'binanceusdm', 'binancecoinm'])('reads %s like its sister', (exchange) => {
    expect(candles(exchange, KLINES['binance'] ?? '')).toHaveLength(2)
    expect(trades(exchange, TRADES['binance'] ?? '')).toHaveLength(2)
  })

  it('has none for an exchange that nobody has written down', () => {
    expect(historyFor('nowhere')).toBeUndefined()
    expect(tradesHistoryFor('toString')).toBeUndefined()
  })
})
