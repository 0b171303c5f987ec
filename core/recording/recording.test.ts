import { describe, expect, it } from 'vitest'
import { bookAt, candleAt, gapAt, instrumentOf, quoteAt, tradeAt } from '../testing/market-facts.ts'
import { Recording } from './recording.ts'

const prices = { open: 1, high: 2, low: 1, close: 2, volume: 1 }
const recording = () => new Recording({ bookCadenceMs: 1_000, bookDepth: 3 })

describe('what is recorded', () => {
  it('keeps trades, gaps, closed bars and books at their cadence and depth, and nothing else', () => {
    const kept = recording()
    kept.offer(quoteAt(1, 1, 2))
    kept.offer({ ...candleAt(0, prices), closed: false })
    expect(kept.size).toBe(0)
    for (const event of [tradeAt(1, 1, 'buy'), gapAt(2, 'book'), candleAt(0, prices)]) kept.offer(event)
    for (const at of [10, 1_009, 1_010, 1_011]) kept.offer(bookAt(at, 1, 1))
    kept.offer(bookAt(11, 1, 1, instrumentOf('ETH/USDT').id))
    expect(kept.peek().map(({ kind, receivedTime }) => [kind, Number(receivedTime)])).toEqual([
      ['trade', 1],
      ['gap', 2],
      ['candle', 60_000],
      ['book-snapshot', 10],
      ['book-snapshot', 1_010],
      ['book-snapshot', 11],
    ])
    const [book] = kept.peek().filter((event) => event.kind === 'book-snapshot')
    expect([book?.bids.length, book?.asks.length]).toEqual([3, 3])
  })

  it('gives nothing away before it is written, and asks for a write at each full batch', () => {
    const kept = recording()
    const asked = Array.from({ length: 1_100 }, (_, i) => kept.offer(tradeAt(i, 1, 'buy'))).flatMap((full, i) =>
      full ? [i] : [],
    )
    expect(asked).toEqual([499, 999])
    expect([kept.size, kept.peek().length]).toEqual([1_100, 500])
    kept.written(500)
    expect([kept.size, Number(kept.peek()[0]?.receivedTime), kept.dropped]).toEqual([600, 500, 0])
  })
})
