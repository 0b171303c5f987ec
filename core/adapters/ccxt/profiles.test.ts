import { describe, expect, it } from 'vitest'
import { formatMoney, formatPrice, formatQuantity, InputError } from '../../domain/index.ts'
import { historyFor, mapperFor, tradesHistoryFor } from '../../market-data/index.ts'
import type { CcxtExchange, CcxtMarket } from './ccxt-types.ts'
import type { CcxtProfile } from './profile.ts'
import { PROFILES } from './profiles.ts'

const profile = (exchange: string): CcxtProfile => PROFILES[exchange] ?? expect.fail(`no profile for ${exchange}`)

const market = (info: unknown, more: Partial<CcxtMarket> = {}): CcxtMarket => ({
  id: 'BTCUSDT',
  symbol: 'BTC/USDT',
  type: 'spot',
  base: 'BTC',
  quote: 'USDT',
  info,
  ...more,
})

function digits(exchange: string, listed: CcxtMarket): readonly string[] {
  const { tickSize, lotSize, minQuantity, minNotional } = profile(exchange).instrument(exchange, listed)
  return [formatPrice(tickSize), formatQuantity(lotSize), formatQuantity(minQuantity), formatMoney(minNotional)]
}

const OKX = { tickSz: '0.000000001', lotSz: '1', minSz: '10' }
const BYBIT_LOT = { basePrecision: '0.01', qtyStep: '0.001', minOrderQty: '0.1', minOrderAmt: '1', minNotionalValue: '5' }
const COINBASE = { price_increment: '0.01', base_increment: '1', base_min_size: '27', quote_min_size: '1' }
const KRAKEN = { pair_decimals: '7', lot_decimals: 8, ordermin: '1', costmin: '0.5' }

describe('instruments', () => {
  it('take the digits that the venue writes, never a double', () => {
    expect(digits('okx', market(OKX))).toEqual(['0.000000001', '1', '10', '0'])
    const bybit = { priceFilter: { tickSize: '0.10' }, lotSizeFilter: BYBIT_LOT }
    expect(digits('bybit', market(bybit))).toEqual(['0.1', '0.01', '0.1', '1'])
    expect(digits('bybit', market(bybit, { type: 'swap' }))).toEqual(['0.1', '0.001', '0.1', '5'])
    expect(digits('coinbase', market(COINBASE))).toEqual(['0.01', '1', '27', '1'])
    expect(digits('kraken', market(KRAKEN))).toEqual(['0.0000001', '0.00000001', '1', '0.5'])
    expect(digits('kraken', market({ ...KRAKEN, tick_size: '0.5' }))).toEqual(['0.5', '0.00000001', '1', '0.5'])
  })

  it.each([
    ['okx', { ...OKX, tickSz: '' }, /BTC\/USDT tickSz: .*leave the market out/],
    ['bybit', { priceFilter: { tickSize: '0.1' } }, /BTC\/USDT basePrecision: .*leave the market out/],
    ['coinbase', { ...COINBASE, price_increment: undefined }, /BTC\/USDT price_increment or quote_increment: /],
    [
      'coinbase',
      { ...COINBASE, base_min_size: '26.7187147229469674' },
      /BTC\/USDT minQuantity: 26.7\d+: .*finer than 12 decimals/,
    ],
    ['coinbase', { ...COINBASE, alias: 'BTC-USD' }, /symbols: BTC\/USDT: .*use BTC\/USD/],
    ['kraken', { ...KRAKEN, lot_decimals: '18' }, /BTC\/USDT lot_decimals: 18/],
    ['binance', {}, /BTC\/USDT tickSize: /],
  ])('%s refuses a market that lacks them', (exchange, info, message) => {
    expect(() => digits(exchange, market(info))).toThrow(InputError)
    expect(() => digits(exchange, market(info))).toThrow(message)
  })
})

/** Notes every call instead of making it. */
function noting(): { exchange: CcxtExchange; calls: [string, unknown][] } {
  const calls: [string, unknown][] = []
  const exchange = new Proxy({} as CcxtExchange, {
    get: (_, name) => (name === 'milliseconds' ? () => 1_700_000_000_000 : (query: unknown) => calls.push([String(name), query])),
  })
  return { exchange, calls }
}

it('has a mapper for the frames and the history of every live exchange', () => {
  for (const [exchange, { books }] of Object.entries(PROFILES)) {
    expect(mapperFor(exchange).snapshots).toBe(books.kind)
    expect(historyFor(exchange)).toBeDefined()
    expect(tradesHistoryFor(exchange)).toBeDefined()
  }
})

describe('history requests', () => {
  const endTime = 1_700_000_000_000

  it.each([
    ['okx', 'publicGetMarketCandles', { instId: 'BTCUSDT', bar: '1Dutc', limit: 300 }],
    ['bybit', 'publicGetV5MarketKline', { category: 'spot', symbol: 'BTCUSDT', interval: 'D', limit: 1_000 }],
    [
      'coinbase',
      'v3PublicGetBrokerageMarketProductsProductIdCandles',
      { product_id: 'BTCUSDT', granularity: 'ONE_DAY', start: '1669760000', end: '1699999999', limit: 350 },
    ],
    ['kraken', 'publicGetOHLC', { pair: 'BTCUSDT', interval: '1440' }],
  ])('%s gives as many days as it can, aligned to UTC', (exchange, method, query) => {
    const { exchange: noted, calls } = noting()
    void profile(exchange).requestCandles(noted, { market: market({}), timeframe: '1d', limit: 5_000 })
    expect(calls).toEqual([[method, query]])
  })

  it.each([
    ['okx', { after: endTime }],
    ['bybit', { end: endTime - 1 }],
    ['coinbase', { end: '1699999999' }],
  ])('%s gives what opened before a time', (exchange, query) => {
    const { exchange: noted, calls } = noting()
    void profile(exchange).requestCandles(noted, { market: market({}), timeframe: '1m', limit: 10, endTime })
    expect(calls[0]?.[1]).toMatchObject(query)
  })

  it('says what a venue does not have', () => {
    const { exchange } = noting()
    const ask = (name: string, timeframe: '1s' | '4h' | '1m', more = {}) =>
      profile(name).requestCandles(exchange, { market: market({}), timeframe, limit: 10, ...more })
    expect(() => ask('bybit', '1s')).toThrow(/timeframe: 1s: this exchange has 1m, 5m, 15m, 1h, 4h, 1d/)
    expect(() => ask('coinbase', '4h')).toThrow(/timeframe: 4h: this exchange has 1m, 5m, 15m, 1h, 1d/)
    expect(() => ask('kraken', '1m', { endTime })).toThrow(/endTime: .*newest candles only/)
  })
})
