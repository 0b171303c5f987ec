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

  it('an iceberg shows a part at a time, and each part waits behind the queue', () => {
    const book = bookAt()
    book.submit({ ...buy(1, price('99'), '3'), display: quantity('1') })
    expect(fills(book.applyTrade(price('99'), quantity('2.5'), 'sell'))).toEqual([[price('99'), quantity('0.5')]])
    // The rest of the part, then two recorded ones before the next.
    expect(fills(book.applyTrade(price('99'), quantity('3'), 'sell'))).toEqual([
      [price('99'), quantity('0.5')],
      [price('99'), quantity('0.5')],
    ])
    // A trade beyond its price takes what is hidden too.
    expect(fills(book.applyTrade(price('98.5'), quantity('9'), 'sell'))).toEqual([[price('99'), quantity('1.5')]])
  })

  it('of two linked orders the first to trade or to wake ends the other', () => {
    const stop = (key: number) =>
      ({
        kind: 'market',
        key,
        side: 'sell',
        quantity: quantity('1'),
        trigger: { price: price('98.5'), when: 'falls' },
      }) as const
    const target = (key: number) => ({ ...buy(key, price('102.5'), '1'), side: 'sell' }) as const
    for (const [at, traded, ended] of [
      ['98', 1, 2],
      ['103', 2, 1],
    ] as const) {
      const book = bookAt()
      book.submit(stop(1))
      book.submit(target(2))
      book.link(1, 2)
      const events = book.applyTrade(price(at), quantity('5'), at === '98' ? 'sell' : 'buy')
      expect(events).toContainEqual({ type: 'ended', key: ended, remaining: quantity('1'), reason: 'other-leg' })
      expect(events.at(-1)).toEqual({ type: 'filled', key: traded })
      expect(book.cancel(ended)).toEqual([])
    }
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
