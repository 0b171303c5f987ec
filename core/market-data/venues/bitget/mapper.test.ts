import { describe, expect, it } from 'vitest'
import { millis } from '../../../domain/index.ts'
import type { VenueFact } from '../contract.ts'
import { createBitgetMapper } from './mapper.ts'

function facts(message: unknown): VenueFact[] {
  const found: VenueFact[] = []
  const text = typeof message === 'string' ? message : JSON.stringify(message)
  createBitgetMapper().map({ connection: 'c', text, receivedTime: millis(1_649_023_483_000) }, (fact) => found.push(fact))
  return found
}

const about = (channel: string, action: string, data: readonly unknown[]) => ({
  action,
  arg: { instType: 'sp', channel, instId: 'BTCUSDT' },
  data,
})
const book = { bids: [['1', '2']], asks: [['3', '4']], checksum: -1, ts: '1649023483422' }

describe('Bitget', () => {
  it('reads books, unnumbered, with an unsigned checksum', () => {
    expect(facts(about('books', 'snapshot', [book]))).toMatchObject([
      { kind: 'book-snapshot', venueSymbol: 'BTCUSDT', unnumbered: true, checksum: 0xffffffff, exchangeTime: 1_649_023_483_422 },
    ])
    expect(facts(about('books', 'update', [book]))).toMatchObject([{ kind: 'book-delta', unnumbered: true }])
  })

  it('reads the trades of a snapshot as history, oldest first', () => {
    const trades = [
      ['1649023482783', '2', '1', 'sell'],
      ['1649023482782', '1', '1', 'buy'],
    ]
    expect(facts(about('trade', 'snapshot', trades))).toMatchObject([
      { id: '1649023482782-1-1-buy', history: true },
      { id: '1649023482783-2-1-sell', history: true },
    ])
    expect(facts(about('trade', 'update', trades))[0]).not.toHaveProperty('history')
  })

  it('tells a book that it missed an update which could not be read', () => {
    for (const [reason, broken] of [
      ['book-levels', { ...book, bids: [[1, 2]] }],
      ['book-time', { ...book, ts: 'now' }],
      ['book-checksum', { ...book, checksum: 'x' }],
    ] as const)
      expect(facts(about('books', 'update', [broken]))).toEqual([{ kind: 'malformed', reason, bookOf: 'BTCUSDT' }])
  })

  it.each([
    ['not-json', '{'],
    ['unknown-message', {}],
    ['channel', { arg: { channel: 'books', instId: 'BTCUSDT' } }],
    ['trade-side', about('trade', 'update', [['1649023482782', '1', '1', 'both']])],
  ])('refuses %s', (reason, text) => {
    expect(facts(text)).toEqual([{ kind: 'malformed', reason }])
  })
})
