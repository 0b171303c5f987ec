import { describe, expect, it } from 'vitest'
import { exchangeId, formatPrice, formatQuantity, instrumentId, type MarketEvent, millis } from '../../../domain/index.ts'
import { mapText, venueMapperContract } from '../../../testing/contracts/venue-mapper.ts'
import { createMarketPipeline } from '../../index.ts'
import { createGenericMapper, genericKlines } from './mapper.ts'

const T0 = 1_700_000_000_000
const SYMBOL = 'BTC/USD'
const trade = { id: '7', price: '60000.5', size: '0.25', side: 'buy', time: T0 }
const TRADES = { ccxt: 'trades', symbol: SYMBOL, trades: [trade, { ...trade, id: '8', side: 'sell', history: true }] }
const BOOK = { ccxt: 'book', symbol: SYMBOL, time: T0, bids: [['60000', '1']], asks: [['60001', '2']] }
const TICKER = {
  ccxt: 'ticker',
  symbol: SYMBOL,
  bid: '60000',
  bidSize: '1',
  ask: '60001',
  askSize: '2',
  last: '60000.5',
  volume: '9',
}

describe('the mapper of any exchange', () => {
  venueMapperContract(
    () => createGenericMapper('bitstamp'),
    [TRADES, BOOK, TICKER].map((message) => JSON.stringify(message)),
  )

  it('marks every book as unnumbered, and quotes only where both sizes are told', () => {
    const map = (message: object) => mapText(createGenericMapper('bitstamp'), JSON.stringify(message))
    expect(map(BOOK)).toMatchObject([{ kind: 'book-snapshot', unnumbered: true, sequence: 0, exchangeTime: T0 }])
    expect(map(TICKER).map(({ kind }) => kind)).toEqual(['top', 'ticker'])
    expect(map({ ...TICKER, askSize: undefined }).map(({ kind }) => kind)).toEqual(['ticker'])
    expect(map({ ...TRADES, trades: [] })).toEqual([{ kind: 'control' }])
  })

  it('gives the pipeline a live book with each snapshot, which the next one replaces', () => {
    const events: MarketEvent[] = []
    const pipeline = createMarketPipeline({
      mapper: createGenericMapper('bitstamp'),
      timeframes: [],
      sink: { event: (event) => events.push(event), bookChanged: () => undefined, snapshotNeeded: () => undefined },
    })
    const push = (message: object, at = T0): void =>
      pipeline.push({ connection: 'bitstamp.book', text: JSON.stringify(message), receivedTime: millis(at) })
    push(BOOK)
    push({ ...BOOK, time: undefined, bids: [['59999.5', '3']] }, T0 + 100)
    const id = instrumentId(exchangeId('bitstamp'), SYMBOL)
    const top = pipeline.bookSnapshot(id, 5)
    expect(top).toMatchObject({ sequence: 2, exchangeTime: T0 + 100 })
    expect(top?.bids.map(({ price, quantity }) => `${formatPrice(price)} ${formatQuantity(quantity)}`)).toEqual(['59999.5 3'])
    // Not to be used; the next whole book mends it.
    push({ ...BOOK, bids: [['60001', '1']] }, T0 + 200)
    expect(pipeline.bookSnapshot(id, 5)).toBeNull()
    push(BOOK, T0 + 300)
    expect(pipeline.bookSnapshot(id, 5)?.bids.length).toBe(1)
    expect(pipeline.stats().rejectedByReason).toEqual({ 'business:crossed-snapshot': 1 })
    push(TRADES, T0 + 400)
    expect(events.filter(({ kind }) => kind === 'trade').length).toBe(2)
  })
})

describe('the candles of any exchange', () => {
  const of = {
    instrument: instrumentId(exchangeId('bitstamp'), SYMBOL),
    timeframe: '1m',
    receivedTime: millis(T0 + 90_000),
  } as const

  it('are read exactly, the forming one as such', () => {
    const rows = [
      [T0, '1.5', '2', '1', '1.75', '10'],
      [T0 + 60_000, '1.75', '1.75', '1.75', '1.75', '0'],
    ]
    const candles = genericKlines(JSON.stringify(rows), of)
    expect(candles.map(({ closed, close }) => `${formatPrice(close)} ${String(closed)}`)).toEqual(['1.75 true', '1.75 false'])
  })

  it.each(['{}', '[[1]]', '[null]', `[[${String(T0)},1,2,3,4,5]]`])('refuse %s', (text) => {
    expect(() => genericKlines(text, of)).toThrow(/candles/)
  })
})
