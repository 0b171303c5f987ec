import { describe, expect, it } from 'vitest'
import { exchangeId, exchanged, formatMoney, formatPrice, invert, MINUTE, millis, money, price } from '../domain/index.ts'
import { PriceHistory, totalsOf } from './index.ts'

const NOW = millis(1_800_000_000_000)
const before = (ms: number) => millis(NOW - ms)

describe('prices of the past', () => {
  const history = new PriceHistory()
  history.add({ asset: 'BTC', currency: 'USDT', price: price('50000'), at: before(5_000) })
  history.add({ asset: 'BTC', currency: 'USDT', price: price('40000'), at: before(60_000) })

  it('are the newest that was known then, either way round', () => {
    expect(history.priceOf('BTC', 'USDT', NOW)).toEqual({ price: price('50000'), at: before(5_000) })
    expect(history.priceOf('BTC', 'USDT', before(5_001))).toEqual({ price: price('40000'), at: before(60_000) })
    expect(history.priceOf('USDT', 'BTC', NOW)).toEqual({ price: price('0.00002'), at: before(5_000) })
    expect(history.priceOf('USDT', 'USDT', NOW)).toEqual({ price: price('1'), at: NOW })
  })

  it('are not there before the first, an hour after the last, and for what only looks alike', () => {
    expect(history.priceOf('BTC', 'USDT', before(60_001))).toBeUndefined()
    expect(history.priceOf('BTC', 'USDT', millis(NOW + 60 * MINUTE - 5_000))).toBeDefined()
    expect(history.priceOf('BTC', 'USDT', millis(NOW + 60 * MINUTE))).toBeUndefined()
    expect(history.priceOf('BTC', 'USDC', NOW)).toBeUndefined()
  })

  it('turn amounts exactly, rounded half-even where they must be', () => {
    expect(formatMoney(exchanged(money('0.000000000000000000000003'), price('0.5')))).toBe('0.000000000000000000000002')
    expect(formatPrice(invert(price('3')))).toBe('0.333333333333')
  })
})

describe('totals over venues', () => {
  const history = new PriceHistory()
  history.add({ asset: 'EUR', currency: 'USDT', price: price('1.1'), at: before(2_000) })
  const totals = totalsOf(
    [
      { what: 'cash', currency: 'USDT', amount: money('1000') },
      { exchange: exchangeId('kraken'), what: 'BTC', currency: 'EUR', amount: money('100'), pricedAt: before(30_000) },
      { exchange: exchangeId('kraken'), what: 'cash', currency: 'EUR', amount: money('10') },
      { exchange: exchangeId('binance'), what: 'ETH', currency: 'USDT', amount: money('50'), pricedAt: before(1_000) },
      { exchange: exchangeId('binance'), what: 'XRP', currency: 'USDT' },
      { exchange: exchangeId('upbit'), what: 'cash', currency: 'KRW', amount: money('5000000') },
    ],
    'USDT',
    NOW,
    history.priceOf,
  )

  it('add what can be converted, with the age of the oldest price in it', () => {
    expect(totals.total).toBe(money('1171'))
    expect([...totals.byExchange].map(([exchange, value]) => [exchange, formatMoney(value)])).toEqual([
      ['', '1000'],
      ['kraken', '121'],
      ['binance', '50'],
    ])
    expect(totals.converted.map(({ what, age }) => [what, age])).toEqual([
      ['cash', 0],
      ['BTC', 30_000],
      ['cash', 2_000],
      ['ETH', 1_000],
    ])
  })

  it('leave apart what cannot be, with the reason', () => {
    expect(totals.unconverted.map(({ what, problem }) => [what, problem])).toEqual([
      ['XRP', 'no price of XRP in USDT is known'],
      ['cash', 'no price of KRW in USDT is known'],
    ])
    const nothing = totalsOf([{ what: 'cash', currency: 'KRW', amount: money('1') }], 'USDT', NOW, history.priceOf)
    expect(nothing).not.toHaveProperty('total')
  })
})
