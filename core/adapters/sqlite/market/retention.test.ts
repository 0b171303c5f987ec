import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DAY, type MarketEvent, millis } from '../../../domain/index.ts'
import type { RetentionCutoffs } from '../../../ports/index.ts'
import { BTC, gapAt } from '../../../testing/market-facts.ts'
import {
  bins,
  book,
  ETH,
  marketDatabase,
  type MarketDatabase,
  metrics,
  packAll,
  second,
  T0,
  trade,
} from '../../../testing/market-database.ts'

const CUTOFFS: RetentionCutoffs = {
  candles: millis(0),
  trades: millis(0),
  books: millis(0),
  bins: millis(0),
  metrics: millis(0),
  gaps: millis(0),
}

let database: MarketDatabase
beforeEach(() => {
  database = marketDatabase()
})
afterEach(() => {
  database.remove()
})

describe('forgetting', () => {
  const kinds = {
    candles: (time: number): MarketEvent => second(time),
    trades: (time: number): MarketEvent => trade(time),
    books: (time: number): MarketEvent => book(time),
    bins,
    metrics,
    gaps: (time: number): MarketEvent => gapAt(time, 'trades'),
  }
  const left = async () => Object.fromEntries((await database.reader().spans()).map(({ kind, rows }) => [kind, rows]))

  it.each(Object.entries(kinds))('%s go a millisecond past their limit, and not at it', async (kind, make) => {
    const store = database.store()
    store.write([make(T0 - 1), make(T0)])
    expect(store.prune({ ...CUTOFFS, [kind]: millis(T0 - 1) }, 10)).toBe(0)
    expect(store.prune({ ...CUTOFFS, [kind]: millis(T0) }, 10)).toBe(1)
    expect(await left()).toEqual({ [kind]: 1 })
    expect(store.prune({ ...CUTOFFS, [kind]: millis(T0 + 1) }, 10)).toBe(1)
  })

  it.each(Object.entries(kinds).filter(([kind]) => kind !== 'gaps'))(
    'a block of %s goes whole, a millisecond after its newest fact passed the limit',
    async (kind, make) => {
      const store = database.store()
      store.write([make(T0 - 2_000), make(T0)])
      packAll(store, T0 + 3 * DAY)
      expect(database.sql('SELECT rows FROM blocks')).toEqual([{ rows: 2 }])
      expect(store.prune({ ...CUTOFFS, [kind]: millis(T0) }, 10)).toBe(0)
      expect(await left()).toEqual({ [kind]: 2 })
      expect(store.prune({ ...CUTOFFS, [kind]: millis(T0 + 1) }, 10)).toBe(1)
      expect(await left()).toEqual({})
    },
  )

  it('takes a few at a time', () => {
    const store = database.store()
    store.write([...Array(50).keys()].map((index) => trade(T0 + index)))
    expect(store.prune({ ...CUTOFFS, trades: millis(T0 + DAY) }, 20)).toBe(20)
    expect(store.prune({ ...CUTOFFS, trades: millis(T0 + DAY) }, 20)).toBe(20)
    expect(store.prune({ ...CUTOFFS, trades: millis(T0 + DAY) }, 20)).toBe(10)
  })

  it('for want of room begins with the oldest books, then what was derived, then trades, never bars or gaps', async () => {
    const store = database.store()
    const facts = Object.values(kinds).map((make) => make(T0))
    store.write([...facts, book(T0 - 5 * DAY, ETH), book(T0 - 4 * DAY), book(T0)])
    packAll(store, T0 - 3 * DAY)
    const order: (string | undefined)[] = []
    expect(store.forgetOldest()).toBe('books')
    expect((await database.reader().spans()).filter(({ kind }) => kind === 'books')).toMatchObject([
      { instrument: BTC.id, from: T0 - 4 * DAY },
    ])
    for (let step = 0; step < 6; step += 1) order.push(store.forgetOldest())
    expect(order).toEqual(['books', 'books', 'bins', 'metrics', 'trades', undefined])
    expect(await left()).toEqual({ candles: 1, gaps: 1 })
  })

  it('makes the file usable again and gives some of it back', () => {
    const store = database.store()
    for (let batch = 0; batch < 4; batch += 1)
      store.write([...Array(2_000).keys()].map((index) => book(T0 + batch * 2_000 + index)))
    store.tidy()
    const { used } = store.size()
    while (store.forgetOldest() !== undefined);
    expect(store.size().used).toBeLessThan(used / 20)
    const { free } = store.size()
    expect(free).toBeGreaterThan(used / 2)
    store.tidy()
    store.tidy()
    expect(store.size().free).toBeLessThan(free)
  })
})
