import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatPrice, formatQuantity } from '../../domain/index.ts'
import type { CcxtMarket } from './ccxt-types.ts'
import { genericInstrument } from './generic-instrument.ts'
import { decimalsOf, decimalText, plainDecimal, UnifiedText } from './unified-text.ts'

const market = (change: Partial<CcxtMarket> = {}): CcxtMarket => ({
  id: 'btcusd',
  symbol: 'BTC/USD',
  base: 'BTC',
  quote: 'USD',
  info: {},
  ...change,
})
const ticks = { precisionMode: 4 }
const places = { precisionMode: 2 }

describe('doubles as text', () => {
  it('has no exponent and no digit that means nothing', () => {
    expect([0.00000001, 1e-12, 1e-13, 1e21, 123_456.789, 0.1 + 0.2, 5].map(plainDecimal)).toEqual([
      '0.00000001',
      '0.000000000001',
      '0',
      '1e+21',
      '123456.789',
      '0.3',
      '5',
    ])
  })

  it('is the same double again wherever twelve decimals hold it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 0, max: 8 }), (digits, decimals) => {
        const value = digits / 10 ** decimals
        expect(Number(plainDecimal(value))).toBe(value)
        expect(Number(decimalText(value, decimals))).toBe(value)
      }),
    )
  })

  it('reads both ways in which ccxt says precision', () => {
    expect([decimalsOf(ticks, 0.01), decimalsOf(ticks, 0.5), decimalsOf(ticks, 10), decimalsOf(ticks, undefined)]).toEqual([
      2,
      1,
      0,
      undefined,
    ])
    expect([decimalsOf(places, 2), decimalsOf(places, 0), decimalsOf({ precisionMode: 3 }, 5)]).toEqual([2, 0, undefined])
  })

  it('makes nothing of no amount that is something', () => {
    expect([decimalText(0.001, 2), decimalText(0, 2), decimalText(1.239, 2)]).toEqual(['0.001', '0.00', '1.24'])
  })
})

describe('what ccxt gives, written down', () => {
  const text = new UnifiedText(ticks, market({ precision: { price: 0.1, amount: 0.001 } }))
  const trade = { timestamp: 2, side: 'buy', price: 1.5, amount: 2 }

  it('orders trades, and gives those without an id one that the next batch gives them again', () => {
    const batch = [{ ...trade, timestamp: 3, id: 'c' }, trade, trade, { ...trade, timestamp: 1 }]
    const idsOf = (said: string) => (JSON.parse(said) as { trades: { id: string }[] }).trades.map(({ id }) => id)
    const ids = idsOf(text.trades(batch, false))
    expect(ids).toEqual(['1|buy|1.5|2.000|0', '2|buy|1.5|2.000|0', '2|buy|1.5|2.000|1', 'c'])
    expect(idsOf(text.trades(batch.slice(1, 3), true))).toEqual(ids.slice(1, 3))
  })

  it('leaves out what is missing, and rows of candles that have holes', () => {
    expect(JSON.parse(text.ticker({ last: 2, bid: Number.NaN }))).toEqual({ ccxt: 'ticker', symbol: 'BTC/USD', last: '2.0' })
    expect(text.candles([[1, 1, 2, 0.5, 1, 3], [2, 1, 2, undefined, 1, 3], [3]])).toBe('[[1,"1.0","2.0","0.5","1.0","3.000"]]')
    const book = {
      bids: [
        [1, 1],
        [0.9, 2],
        [0.8, 3],
      ],
      asks: [],
    }
    expect(JSON.parse(text.book(book, 2, undefined))).toEqual({
      ccxt: 'book',
      symbol: 'BTC/USD',
      bids: [
        ['1.0', '1.000'],
        ['0.9', '2.000'],
      ],
      asks: [],
    })
  })

  it('makes instruments also of what ccxt knows little about', () => {
    const known = genericInstrument('x', places, market({ precision: { price: 2, amount: 3 }, limits: { amount: { min: 0.5 } } }))
    expect([formatPrice(known.tickSize), formatQuantity(known.lotSize), formatQuantity(known.minQuantity)]).toEqual([
      '0.01',
      '0.001',
      '0.5',
    ])
    const bare = genericInstrument('x', ticks, market())
    expect([formatPrice(bare.tickSize), formatQuantity(bare.minQuantity)]).toEqual(['0.00000001', '0.00000001'])
  })
})
