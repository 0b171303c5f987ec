import { describe, expect, it } from 'vitest'
import { type DerivedMetrics, millis, quantity } from '../../domain/index.ts'
import type { BookView } from '../../market-data/index.ts'
import { BTC, bookAt, quoteAt } from '../../testing/market-facts.ts'
import { sampledMarket } from '../../testing/sampled-market.ts'
import { LatestMarkets } from './latest-markets.ts'

const metrics = (at: number): DerivedMetrics => {
  const { instrument, exchangeTime, receivedTime } = bookAt(at, 1, 1)
  return { kind: 'metrics', instrument, exchangeTime, receivedTime, cumulativeDelta: quantity('-1.5'), tradeRate: 2 }
}

describe('the newest of every market', () => {
  it('has an age, and is marked stale beyond its tier', () => {
    const latest = new LatestMarkets()
    latest.event(quoteAt(1_000, 1, 2))
    latest.event(quoteAt(1_500, 3, 4))
    latest.event(metrics(1_000))
    expect(latest.quoteOf(BTC.id, millis(2_500))).toMatchObject({ bid: '3', ask: '4', age: 1_000, fresh: true })
    expect(latest.quoteOf(BTC.id, millis(2_501))).toMatchObject({ bid: '3', age: 1_001, fresh: false })
    const found = (at: number) => latest.metricsOf(BTC.id, millis(at))
    expect(found(61_000)).toMatchObject({
      bins: null,
      metrics: { cumulativeDelta: '-1.5', tradeRate: 2, age: 60_000, fresh: true },
    })
    expect(found(61_001).metrics?.fresh).toBe(false)
  })

  it('is null where nothing was heard', () => {
    const latest = new LatestMarkets()
    expect([latest.quoteOf(BTC.id, millis(0)), latest.bookOf(BTC.id, millis(0))]).toEqual([null, null])
    expect(latest.metricsOf(BTC.id, millis(0))).toEqual({ instrument: BTC.id, bins: null, metrics: null })
    expect([...latest.counts()].map(([tier, { misses }]) => [tier, misses])).toEqual([
      ['price', 1],
      ['book', 1],
      ['metrics', 2],
    ])
  })

  it('shows a book that is being rebuilt as not fresh, however young', () => {
    const market = sampledMarket()
    const latest = new LatestMarkets()
    market.snapshot(1_700_000_000_000, [['99', '1']], [['101', '1']])
    const view = market.pipeline.book(BTC.id) as BookView
    latest.book(view)
    const now = millis(1_700_000_005_000)
    expect(latest.bookOf(BTC.id, now)?.age).toEqual({ age: 5_000, fresh: true })
    market.pipeline.resync(BTC.id, 'test')
    expect(latest.bookOf(BTC.id, now)?.age).toEqual({ age: 5_000, fresh: false })
  })

  it('gives exact decimals of bins as text', () => {
    const market = sampledMarket()
    const latest = new LatestMarkets()
    market.snapshot(
      1_700_000_000_010,
      [
        ['99.99', '1.5'],
        ['99.9', '0.1'],
      ],
      [['100.01', '2']],
    )
    market.idle(1_700_000_000_100)
    for (const event of market.events) latest.event(event)
    const { bins } = latest.metricsOf(BTC.id, millis(1_700_000_000_100))
    expect(bins?.bins[1]).toEqual({
      bps: 10,
      bid: { volume: '1.6', count: 2, vwap: '99.984375' },
      ask: { volume: '2', count: 1, vwap: '100.01', truncated: true },
    })
  })
})
