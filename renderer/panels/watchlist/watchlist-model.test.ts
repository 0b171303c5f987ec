import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { QuoteRow } from '../../../core/contract/index.ts'
import { arranged, moved, nextSort, parseWatch, SORTS, spreadLossy, type WatchSettings } from './watchlist-model.ts'

const quote = (bid: string, ask: string, rest: Partial<QuoteRow> = {}): QuoteRow => ({ bid, ask, ...rest }) as QuoteRow
const markets = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'ADA/BTC'].map((symbol) => ({ id: `x:${symbol}`, symbol }))
const quotes = new Map([
  ['x:BTC/USDT', quote('99.9', '100.1', { last: '100', open24h: '90', volume24h: '9007199254740993' })],
  ['x:ETH/USDT', quote('10', '10.01', { last: '9.5', open24h: '10', volume24h: '9007199254740992' })],
  ['x:SOL/USDT', quote('1', '1.1', { last: '1.05' })],
])
const none: WatchSettings = { filter: '', sort: undefined, pinned: [], order: [] }
const bases = (settings: Partial<WatchSettings>) =>
  arranged(markets, quotes, { ...none, ...settings }).map(({ symbol }) => symbol.split('/')[0])

describe('the order of the watchlist', () => {
  it.each([
    [{}, 'BTC ETH SOL ADA'],
    [{ filter: ' usdT' }, 'BTC ETH SOL'],
    [{ filter: 'btc' }, 'BTC ADA'],
    [{ order: ['x:SOL/USDT', 'x:BTC/USDT'] }, 'SOL BTC ETH ADA'],
    [{ order: ['x:SOL/USDT'], pinned: ['x:ETH/USDT'] }, 'ETH SOL BTC ADA'],
    [{ sort: { by: 'symbol', down: false } }, 'ADA BTC ETH SOL'],
    // Exactly: as doubles both volumes are the same.
    [{ sort: { by: 'volume', down: true } }, 'BTC ETH SOL ADA'],
    [{ sort: { by: 'volume', down: false } }, 'ETH BTC SOL ADA'],
    [{ sort: { by: 'change', down: true } }, 'BTC ETH SOL ADA'],
    [{ sort: { by: 'spread', down: true }, pinned: ['x:ADA/BTC'] }, 'ADA SOL BTC ETH'],
    [{ sort: { by: 'last', down: false } }, 'SOL ETH BTC ADA'],
  ] as const)('%j', (settings, expected) => {
    expect(bases(settings).join(' ')).toBe(expected)
  })

  it('goes through both directions of a column back to the own order', () => {
    for (const by of SORTS) {
      const first = nextSort(undefined, by)
      const second = nextSort(first, by)
      expect([first?.by, second?.by, first?.down === second?.down, nextSort(second, by)]).toEqual([by, by, false, undefined])
    }
  })

  it('moves one market and no other, and loses none', () => {
    const ids = ['a', 'b', 'c', 'd', 'e']
    fc.assert(
      fc.property(fc.constantFrom(...ids), fc.constantFrom(...ids), (id, target) => {
        const after = moved(ids, id, target)
        expect(after.indexOf(id)).toBe(ids.indexOf(target))
        expect(after.filter((each) => each !== id)).toEqual(ids.filter((each) => each !== id))
      }),
    )
    expect(moved(ids, 'z', 'a')).toEqual(ids)
  })
})

it('measures the spread against the middle', () => {
  expect(spreadLossy(quotes.get('x:BTC/USDT'))).toBeCloseTo(20, 9)
  expect([spreadLossy(undefined), spreadLossy(quote('0', '1'))]).toEqual([undefined, undefined])
})

it('reads anything that was kept', () => {
  fc.assert(
    fc.property(fc.anything(), (kept) => {
      expect(arranged(markets, quotes, parseWatch(kept)).length).toBeLessThanOrEqual(4)
    }),
  )
  const kept = { filter: 'b', sort: { by: 'last', down: true }, pinned: ['a', 5], order: ['b'] }
  expect(parseWatch(kept)).toEqual({ ...kept, pinned: ['a'] })
  expect(parseWatch({ sort: { by: 'colour' } })).toEqual(none)
})
