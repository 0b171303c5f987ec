import { expect, it } from 'vitest'
import { millis, price, type Quote, quantity } from '../../domain/index.ts'
import { BTC } from '../../testing/trading-harness.ts'
import { QuoteBuilder } from './index.ts'

it('says an unchanged quote again once a quarter of a second has passed, so that a confirmed price stays fresh', () => {
  const quotes: Quote[] = []
  const builder = new QuoteBuilder(BTC, (quote) => quotes.push(quote))
  const top = (at: number, bid = '100'): void => {
    const size = quantity('1')
    const times = { exchangeTime: millis(at), receivedTime: millis(at), sequence: at }
    builder.top({ price: price(bid), quantity: size }, { price: price('101'), quantity: size }, times)
  }
  top(1_000)
  top(1_100)
  top(1_249)
  top(1_250)
  top(1_300)
  top(1_350, '100.5')
  top(1_599, '100.5')
  top(1_600, '100.5')
  expect(quotes.map((quote) => quote.receivedTime)).toEqual([1_000, 1_250, 1_350, 1_600])
})

it('is as old as its best bid and ask, whatever else is heard', () => {
  const quotes: Quote[] = []
  const builder = new QuoteBuilder(BTC, (quote) => quotes.push(quote))
  const level = { price: price('100'), quantity: quantity('1') }
  builder.top(level, { ...level, price: price('101') }, { exchangeTime: millis(900), receivedTime: millis(1_000), sequence: 1 })
  builder.lastTrade(price('100.5'))
  builder.statistics({ last: price('100.5'), open24h: price('90'), volume24h: quantity('7') })
  expect(quotes.map(({ receivedTime, last }) => [receivedTime, last])).toEqual([
    [1_000, undefined],
    [1_000, price('100.5')],
    [1_000, price('100.5')],
  ])
})
