import { describe, expect, it } from 'vitest'
import { type Price, price, quantity, rate } from '../../domain/index.ts'
import { type MatchingEvent, ReplayedBook } from './index.ts'

const level = (at: string, size: string) => ({ price: price(at), quantity: quantity(size) })
const fills = (events: readonly MatchingEvent[]) =>
  events.flatMap((event) => (event.type === 'trade' ? [[event.price, event.quantity]] : []))

function bookAt(): ReplayedBook {
  const book = new ReplayedBook({ fees: { maker: rate('0'), taker: rate('0') }, lastTradeId: 0 })
  book.reset([level('99', '2'), level('98', '5')], [level('101', '1'), level('102', '3')])
  return book
}
const buy = (key: number, at: Price, size: string) =>
  ({ kind: 'limit', key, side: 'buy', price: at, quantity: quantity(size), handling: 'gtc' }) as const

describe('replayed book', () => {
  it('takes recorded liquidity once until the level changes', () => {
    const book = bookAt()
    const market = (key: number) => ({ kind: 'market', key, side: 'buy', quantity: quantity('1') }) as const
    expect(fills(book.submit(market(1)))).toEqual([[price('101'), quantity('1')]])
    expect(fills(book.submit(market(2)))).toEqual([[price('102'), quantity('1')]])
    book.applyLevels([], [level('101', '4')])
    expect(fills(book.submit(market(3)))).toEqual([[price('101'), quantity('1')]])
    expect(book.asks.best()?.total).toBe(quantity('4'))
  })

  it('fills a resting order only after the queue ahead of it has traded', () => {
    const book = bookAt()
    book.submit(buy(1, price('99'), '1'))
    expect(fills(book.applyTrade(price('99'), quantity('1.5'), 'sell'))).toEqual([])
    expect(fills(book.applyTrade(price('99'), quantity('0.9'), 'sell'))).toEqual([[price('99'), quantity('0.4')]])
    expect(fills(book.applyTrade(price('99'), quantity('9'), 'buy'))).toEqual([])
    expect(fills(book.applyTrade(price('98'), quantity('9'), 'sell'))).toEqual([[price('99'), quantity('0.6')]])
  })

  it('fills a resting order when recorded quotes move through it, by no more than they show', () => {
    const book = bookAt()
    book.submit(buy(1, price('100'), '3'))
    expect(fills(book.applyLevels([], [level('100', '2')]))).toEqual([[price('100'), quantity('2')]])
    expect(fills(book.applyLevels([], []))).toEqual([])
  })

  it('wakes a stop by a recorded trade', () => {
    const book = bookAt()
    const trigger = { price: price('98.5'), when: 'falls' } as const
    book.submit({ kind: 'market', key: 1, side: 'sell', quantity: quantity('3'), trigger })
    expect(fills(book.applyTrade(price('98'), quantity('1'), 'sell'))).toEqual([
      [price('99'), quantity('2')],
      [price('98'), quantity('1')],
    ])
  })
})
