import { describe, expect, it } from 'vitest'
import { millis } from '../../domain/index.ts'
import { BTC, quoteAt } from '../../testing/market-facts.ts'
import { LatestIndicators } from './latest-indicators.ts'

const row = { instrument: BTC.id, timeframe: '1m', feature: 'rsi(14)', value: 51, source: 'binance candles 1m', asOf: 900 }

describe('the newest indicators', () => {
  it('are as old as the newest fact of their market, and stale after five minutes of silence', () => {
    const latest = new LatestIndicators()
    latest.put(BTC.id, [row])
    expect(latest.of(BTC.id, millis(1_000))).toBeNull()
    latest.event(quoteAt(1_000, 1, 2))
    for (const at of [1_000, 200_000, 301_000]) {
      latest.put(BTC.id, [row])
      expect(latest.of(BTC.id, millis(at))).toEqual({ age: at - 1_000, fresh: true, indicators: [row] })
    }
    // Published again and again, but nothing was heard: no younger for that.
    expect(latest.of(BTC.id, millis(301_001))).toMatchObject({ age: 300_001, fresh: false })
    latest.event(quoteAt(301_000, 1, 2))
    latest.put(BTC.id, [])
    expect(latest.of(BTC.id, millis(301_001))).toEqual({ age: 1, fresh: true, indicators: [] })
    expect(latest.rows()).toEqual([{ tier: 'indicator', freshFor: 300_000, hits: 4, stale: 1, misses: 1, entries: 1 }])
  })
})
