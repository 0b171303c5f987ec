import { describe, expect, it } from 'vitest'
import { mapText, venueMapperContract } from '../../../testing/contracts/venue-mapper.ts'
import { type VenueWire, venueFaultsProperty, type WireStep } from '../../../testing/venue-faults.ts'
import { createBybitMapper } from './mapper.ts'
import { bybitKeyOf, unifiedBybitSymbol } from './symbols.ts'

const SNAPSHOT =
  '{"topic":"orderbook.200.BTCUSDT","type":"snapshot","ts":1786310818129,"data":{"s":"BTCUSDT","b":[["65114.20","6.054"]],"a":[["65114.30","10.486"]],"u":19117911,"seq":753843914018},"cts":1786310818129}'
const DELTA =
  '{"topic":"orderbook.200.BTCUSDT","type":"delta","ts":1786310818229,"data":{"s":"BTCUSDT","b":[["65114.20","0"]],"a":[],"u":19117912,"seq":753843914019},"cts":1786310818129}'
const TRADES =
  '{"topic":"publicTrade.BTCUSDT","type":"snapshot","ts":1786310819681,"data":[{"T":1786310819680,"s":"BTCUSDT","S":"Sell","v":"0.004","p":"65114.20","L":"MinusTick","i":"a9188a0a-82bc-50de-be60-03eedbe3cdd7","BT":false,"RPI":false,"seq":753843954913}]}'
const SPOT_TICKER =
  '{"topic":"tickers.ETHUSDT","ts":1786310861415,"type":"snapshot","cs":178477372663,"data":{"symbol":"ETHUSDT","lastPrice":"1923.28","highPrice24h":"1927.4","lowPrice24h":"1912.2","prevPrice24h":"1921.35","volume24h":"19784.98741","turnover24h":"37988872.255679","price24hPcnt":"0.0010","usdIndexPrice":""}}'
const TICKER_CHANGE =
  '{"topic":"tickers.BTCUSDT","type":"delta","data":{"symbol":"BTCUSDT","bid1Price":"65114.20","bid1Size":"6.054","ask1Price":"65114.30","ask1Size":"10.486"},"cs":753843907770,"ts":1786310817883}'
const KLINE =
  '{"topic":"kline.1.BTCUSDT","data":[{"start":1786310760000,"end":1786310819999,"interval":"1","open":"65119.9","close":"65114.3","high":"65119.9","low":"65114.2","volume":"1.576","turnover":"102627.995","confirm":false,"timestamp":1786310818440}],"ts":1786310818440,"type":"snapshot"}'
const ANSWER = '{"success":true,"ret_msg":"","conn_id":"d8bu","req_id":"","op":"subscribe"}'
const LINEAR = { url: 'wss://stream.bybit.com/v5/public/linear' }

const body = (step: WireStep, type: string): string =>
  JSON.stringify({
    topic: 'orderbook.200.BTCUSDT',
    type,
    ts: step.time,
    data: { s: 'BTCUSDT', b: step.bids, a: step.asks, u: step.sequence, seq: step.sequence * 7 },
  })

const wire: VenueWire = {
  exchange: 'bybit',
  numbered: true,
  contiguous: true,
  depth: 200,
  snapshot: (step) => body(step, 'snapshot'),
  delta: (step) => body(step, 'delta'),
}

describe('the Bybit mapper', () => {
  venueMapperContract(createBybitMapper, [SNAPSHOT, DELTA, TRADES, SPOT_TICKER, TICKER_CHANGE, KLINE, ANSWER])

  const one = (text: string, extra = {}) => mapText(createBybitMapper(), text, extra)[0]

  it('keeps the venue`s digits', () => {
    expect(one(SNAPSHOT)).toMatchObject({ kind: 'book-snapshot', sequence: 19117911, bids: [['65114.2', '6.054']] })
    expect(one(DELTA)).toMatchObject({ kind: 'book-delta', firstSequence: 19117912, lastSequence: 19117912 })
    expect(one(TRADES)).toMatchObject({ price: '65114.20', quantity: '0.004', aggressor: 'sell' })
    expect(one(KLINE)).toMatchObject({ timeframe: '1m', openTime: 1786310760000, close: '65114.3', closed: false })
  })

  it('takes the book numbered 1 for a new one, whatever it is called', () => {
    expect(one(DELTA.replace('"u":19117912', '"u":1'))).toMatchObject({ kind: 'book-snapshot', sequence: 1 })
  })

  it('says only what a ticker says', () => {
    expect(mapText(createBybitMapper(), SPOT_TICKER).map(({ kind }) => kind)).toEqual(['ticker'])
    const [top, ticker] = mapText(createBybitMapper(), TICKER_CHANGE)
    expect(top).toMatchObject({ kind: 'top', bid: '65114.20', askSize: '10.486' })
    expect(ticker).toEqual({ kind: 'ticker', venueSymbol: 'BTCUSDT', exchangeTime: 1786310817883 })
  })

  it('tells spot from perpetuals by the socket`s address', () => {
    expect(one(SNAPSHOT)).toMatchObject({ venueSymbol: 'BTCUSDT' })
    for (const text of [SNAPSHOT, TRADES, KLINE]) expect(one(text, LINEAR)).toMatchObject({ venueSymbol: 'linear:BTCUSDT' })
    const named = ['BTCUSDT', 'linear:BTCUSDT', 'linear:BTCPERP', 'inverse:BTCUSD', 'linear:BTC-26DEC25', '?']
    expect(named.map(unifiedBybitSymbol)).toEqual([
      'BTC/USDT',
      'BTC/USDT:USDT',
      'BTC/USDC:USDC',
      'BTC/USD:BTC',
      'BTC-26DEC25',
      null,
    ])
    const keys = ['BTC/USDT', 'BTC/USDT:USDT', 'BTC/USD:BTC', 'BTC/USDC:USDC-251226-90000-C']
    expect(keys.map((symbol) => bybitKeyOf({ symbol, venueSymbol: 'X' }))).toEqual(['X', 'linear:X', 'inverse:X', 'option:X'])
  })

  it('reports exactly the injected faults', () => {
    venueFaultsProperty(wire)
  })
})
