import fc from 'fast-check'
import { expect, it } from 'vitest'
import { memoryMarketReader } from '../../adapters/memory/index.ts'
import { formatPrice, formatQuantity } from '../../domain/index.ts'
import { BTC, bookAt } from '../../testing/market-facts.ts'
import { bookHistory, checkedHistory } from './book-history.ts'

const START = 1_700_000_000_000
const request = { instrument: BTC.id, from: START, to: START + 60_000, maxColumns: 60, depth: 2 }

it('tells each slot by its newest book, as a walk over all slots would', async () => {
  const times = fc.array(fc.integer({ min: -500, max: 10_500 }), { maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(times, fc.integer({ min: 1, max: 25 }), async (offsets, maxColumns) => {
      const books = [...new Set(offsets)].sort((a, b) => a - b).map((offset) => bookAt(START + offset, 1, 2))
      const to = START + 10_000
      const found = await bookHistory(memoryMarketReader(books), { ...request, to, maxColumns })
      const naive = Array.from({ length: maxColumns }, (_, slot) =>
        books
          .filter(({ exchangeTime }) => {
            const at = exchangeTime - START
            return at >= 0 && at < 10_000 && at * maxColumns >= slot * 10_000 && at * maxColumns < (slot + 1) * 10_000
          })
          .at(-1),
      ).filter((book) => book !== undefined)
      expect(found.map(({ exchangeTime }) => exchangeTime)).toEqual(naive.map(({ exchangeTime }) => exchangeTime))
    }),
  )
})

it('gives the best levels to the last digit', async () => {
  const book = bookAt(START + 5, 3, 4)
  const [column] = await bookHistory(memoryMarketReader([book]), request)
  const text = (levels: typeof book.bids) =>
    levels.slice(0, 2).map((level) => [formatPrice(level.price), formatQuantity(level.quantity)])
  expect(column).toEqual({ exchangeTime: START + 5, receivedTime: START + 5, bids: text(book.bids), asks: text(book.asks) })
})

it.each([
  [{ from: 0.5 }, 'from: 0.5: use milliseconds since 1970, UTC'],
  [{ to: START }, `to: ${String(START)}: use a time after from, which is ${String(START)}`],
  [{ to: START + 300_001 }, `to: ${String(START + 300_001)}: ask for at most 300000 ms at a time`],
  [{ maxColumns: 0 }, 'maxColumns: 0: use a whole number from 1 to 1500'],
  [{ maxColumns: 1_501 }, 'maxColumns: 1501: use a whole number'],
  [{ depth: 201 }, 'depth: 201: use a whole number from 1 to 200'],
] as const)('refuses %j and says what to use', (change, message) => {
  expect(() => checkedHistory({ ...request, ...change })).toThrow(message)
})
