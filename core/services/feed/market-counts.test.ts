import { expect, it } from 'vitest'
import { millis } from '../../domain/index.ts'
import type { Freshness } from '../../market-data/index.ts'
import { MarketCounts } from './market-counts.ts'

const VENUE = { exchange: 'demo', sequenceCheck: true, clockOffset: null, clockOffsetLimit: 1_000, gaps: 0 }
const book = { instrument: 'demo:BTC/USDT', channel: 'book', age: 5 } as unknown as Freshness

it('tells what was refused on a connection by its reason, and puts a flood of reasons together', () => {
  const counts = new MarketCounts()
  const row = () => counts.row(book, millis(1_000), VENUE)
  expect(row()).toMatchObject({ rejected: 0 })
  expect(row()).not.toHaveProperty('rejectedByReason')
  counts.refused('demo.book', 'no price')
  counts.refused('demo.book', 'no price')
  counts.refused('demo.trades', 'no size')
  expect(row()).toMatchObject({ rejected: 2, rejectedByReason: { 'no price': 2 } })
  for (let index = 0; index < 50; index += 1) counts.refused('demo.book', `nonsense ${String(index)}`)
  const { rejected, rejectedByReason = {} } = row()
  expect(rejected).toBe(52)
  expect(Object.values(rejectedByReason).reduce((sum, count) => sum + count, 0)).toBe(52)
  expect(Object.keys(rejectedByReason)).toHaveLength(9)
  expect(rejectedByReason['other']).toBe(43)
})
