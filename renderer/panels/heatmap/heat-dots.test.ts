import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { TradeRow } from '../../../core/contract/index.ts'
import { NewTrades } from '../book/index.ts'
import { HeatDots } from './heat-dots.ts'
import { rampOf } from './heat-ramp.ts'

const START = 1_000_000
const trade = (at: number, price: number, quantity: number, buy: boolean, id = ''): TradeRow =>
  ({ id, receivedTime: at, price: String(price), quantity: String(quantity), aggressor: buy ? 'buy' : 'sell' }) as TradeRow

it('adds up trades of a price, a side and a moment, and loses none', () => {
  const some = fc.array(fc.tuple(fc.nat(2_000), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 9 }), fc.boolean()), {
    maxLength: 50,
  })
  fc.assert(
    fc.property(some, (raw) => {
      const sorted = [...raw].sort(([a], [b]) => a - b)
      const dots = new HeatDots(1_000)
      for (const [at, price, quantity, buy] of sorted) dots.add([trade(START + at, price, quantity, buy)])
      const key = ([at, price, , buy]: (typeof raw)[number]): string =>
        `${String(Math.floor((START + at) / 200))} ${String(price)} ${String(buy)}`
      const naive = new Map<string, number>()
      for (const each of sorted) naive.set(key(each), (naive.get(key(each)) ?? 0) + each[2])
      const found = dots.within(START, START + 3_000)
      expect(found.map(({ quantityLossy }) => quantityLossy)).toEqual([...naive.values()])
      expect(found.reduce((sum, { trades }) => sum + trades, 0)).toBe(sorted.length)
    }),
  )
})

it('keeps no more than it may', () => {
  const dots = new HeatDots(8)
  for (let index = 0; index < 100; index += 1) dots.add([trade(START + index * 200, 1, 1, true)])
  expect(dots.within(0, Infinity).map(({ at }) => at)).toEqual(
    Array.from({ length: 8 }, (_, index) => START + (92 + index) * 200),
  )
})

it('knows a trade that comes again, and forgets in the end', () => {
  const news = new NewTrades()
  const batch = Array.from({ length: 2_000 }, (_, index) => trade(START, 1, 1, true, String(index)))
  expect(news.take(batch)).toHaveLength(2_000)
  expect(news.take([...batch, trade(START, 1, 1, true, 'new')]).map(({ id }) => id)).toEqual(['new'])
  for (let index = 0; index < 20_000; index += 1) news.take([trade(START, 1, 1, true, `later ${String(index)}`)])
  expect(news.take(batch)).toHaveLength(2_000)
})

it('mixes a ramp of its colours as a canvas stores them', () => {
  const ramp = rampOf(['#000000', '#ff8040'])
  expect([ramp[0], ramp[51], ramp[255]]).toEqual([0xff000000, 0xff0d1a33, 0xff4080ff])
})
