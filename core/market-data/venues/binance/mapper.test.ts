import { describe, expect, it } from 'vitest'
import { mapText, venueMapperContract } from '../../../testing/contracts/venue-mapper.ts'
import { mapperFor } from '../index.ts'
import { createBinanceMapper } from './mapper.ts'
import { unifiedBinanceSymbol } from './symbols.ts'

const DEPTH =
  '{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT","U":50093239189,"u":50093239202,"b":[["61737.63000000","0.00000000"]],"a":[["61837.64000000","1.54698000"]]}}'
const FUTURES_DEPTH =
  '{"stream":"ethusd_perp@depth@0ms","data":{"e":"depthUpdate","E":1723161257440,"T":1723161257434,"s":"ETHUSD_PERP","ps":"ETHUSD","U":1007198631216,"u":1007198631578,"pu":1007198631180,"b":[["2657.70","0"]],"a":[["2682.13","0"]]}}'
const TRADE =
  '{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}'
const AGG_TRADE =
  '{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":1617566591315,"s":"BTCUSDT","a":665076760,"p":"58001.03000000","q":"0.08620500","f":745522877,"l":745522877,"T":1617566591314,"m":false,"M":true}}'
const TOP = '{"u":50093239212,"s":"BTCUSDT","b":"61837.63000000","B":"3.78826000","a":"61837.64000000","A":"1.54698000"}'
const TICKER =
  '{"e":"24hrTicker","E":1672515782136,"s":"BNBBTC","p":"0.0015","P":"250.00","w":"0.0018","x":"0.0009","c":"0.0025","Q":"10","b":"0.0024","B":"10","a":"0.0026","A":"100","o":"0.0010","h":"0.0025","l":"0.0010","v":"10000","q":"18","O":0,"C":1675216573749,"F":0,"L":18150,"n":18151}'
const KLINE =
  '{"e":"kline","E":1672515782136,"s":"BNBBTC","k":{"t":1672515780000,"T":1672515839999,"s":"BNBBTC","i":"1m","f":100,"L":200,"o":"0.0010","c":"0.0020","h":"0.0025","l":"0.0010","v":"1000","n":100,"x":false,"q":"1.0000","V":"500","Q":"0.500","B":"0"}}'
const SNAPSHOT = '{"lastUpdateId":50093239218,"bids":[["61837.63000000","3.78826000"]],"asks":[["61837.64000000","1.2"]]}'

describe('the Binance mapper', () => {
  venueMapperContract(createBinanceMapper, [
    DEPTH,
    FUTURES_DEPTH,
    TRADE,
    AGG_TRADE,
    TOP,
    TICKER,
    KLINE,
    SNAPSHOT,
    '{"result":null,"id":1}',
  ])

  const one = (text: string, extra = {}) => mapText(createBinanceMapper(), text, extra)[0]

  it('keeps the venue`s digits', () => {
    expect(one(DEPTH)).toMatchObject({
      kind: 'book-delta',
      venueSymbol: 'BTCUSDT',
      firstSequence: 50093239189,
      lastSequence: 50093239202,
      bids: [['61737.63', '0']],
    })
    expect(one(FUTURES_DEPTH)).toMatchObject({ previousSequence: 1007198631180 })
    expect(one(TRADE)).toMatchObject({
      id: '3735683259',
      price: '61837.63000000',
      quantity: '0.02000000',
      exchangeTime: 1723161255342,
    })
  })

  it('reads the taker`s side from who was the maker', () => {
    expect(one(TRADE)).toMatchObject({ aggressor: 'sell', series: 'trade' })
    expect(one(AGG_TRADE)).toMatchObject({ aggressor: 'buy', series: 'aggTrade' })
  })

  it('finds the symbol of a snapshot in its address, or in the hint', () => {
    expect(one(SNAPSHOT)).not.toHaveProperty('venueSymbol')
    expect(one(SNAPSHOT, { url: 'https://api.binance.com/api/v3/depth?limit=1000&symbol=ethusdt' })).toMatchObject({
      venueSymbol: 'ETHUSDT',
    })
    expect(one(SNAPSHOT, { symbolHint: 'BTCUSDT' })).toMatchObject({ venueSymbol: 'BTCUSDT' })
  })

  it('names what is wrong', () => {
    expect(one('{"e":"trade"')).toEqual({ kind: 'malformed', reason: 'not-json' })
    expect(one(TRADE.replace('3735683259', '"x"'))).toEqual({ kind: 'malformed', reason: 'trade-id' })
    expect(one(DEPTH.replace('"U":50093239189', '"U":60093239189'))).toEqual({ kind: 'malformed', reason: 'depth-sequence' })
    expect(one('{"e":"forceOrder"}')).toEqual({ kind: 'malformed', reason: 'unknown-event' })
    expect(one('{"hello":1}')).toEqual({ kind: 'malformed', reason: 'unknown-message' })
  })

  it('reads symbols without an instrument list', () => {
    expect(['BTCUSDT', 'ETHBTC', 'RUNEEUR', 'BTCFDUSD', 'ETHUSD_PERP', 'BTCUSDT_250926'].map(unifiedBinanceSymbol)).toEqual([
      'BTC/USDT',
      'ETH/BTC',
      'RUNE/EUR',
      'BTC/FDUSD',
      'ETH/USD:ETH',
      'BTC/USDT:USDT-250926',
    ])
    expect(unifiedBinanceSymbol('???')).toBeNull()
  })

  it('names the exchanges it can map when asked for another', () => {
    expect(() => mapperFor('nowhere')).toThrow(/exchange: nowhere: use one of binance/)
  })
})
