import { describe, expect, it } from 'vitest'
import type { CandleRequest } from '../../contract/index.ts'
import { type Candle, millis } from '../../domain/index.ts'
import { BTC, candleAt, instrumentOf } from '../../testing/market-facts.ts'
import { CandleReads } from './candle-reads.ts'

const prices = { open: 1, high: 2, low: 1, close: 2, volume: 1 }
const request: CandleRequest = { instrument: BTC.id, timeframe: '1m', limit: 10 }

function reads() {
  const stored: Candle[] = [candleAt(0, prices)]
  let asked = 0
  let complete = true
  const cached = new CandleReads({
    candles: () => {
      asked += 1
      return [...stored]
    },
  })
  const read = (at: number, more: Partial<CandleRequest> = {}) =>
    cached.candles({ ...request, ...more }, millis(at), () => complete).map(({ openTime }) => openTime)
  return {
    cached,
    read,
    asked: () => asked,
    fail: (on: boolean) => {
      complete = !on
    },
    close: (openTime: number, candle: Partial<Candle> = {}) => {
      const closed = { ...candleAt(openTime, prices), ...candle }
      stored.push(closed)
      cached.event(closed)
    },
  }
}

describe('candles for charts', () => {
  it('come from memory for a minute, and each range apart', () => {
    const { read, asked, cached } = reads()
    for (const at of [0, 10, 60_000]) expect(read(at)).toEqual([0])
    expect(asked()).toBe(1)
    read(60_001)
    expect(asked()).toBe(2)
    for (const more of [{ limit: 9 }, { from: 0 }, { to: 0 }, { timeframe: '5m' }]) read(60_001, more)
    expect(asked()).toBe(6)
    expect(cached.counts().get('marketSnapshot')).toEqual({ hits: 2, stale: 1, misses: 5, entries: 5 })
  })

  it('have a bar as soon as it closed', () => {
    const { read, asked, close } = reads()
    read(0)
    close(60_000)
    expect(read(1)).toEqual([0, 60_000])
    close(120_000, { closed: false })
    close(120_000, { instrument: instrumentOf('ETH/USDT').id })
    close(120_000, { timeframe: '5m' })
    expect(read(2)).toEqual([0, 60_000])
    expect(asked()).toBe(2)
  })

  it('are not remembered while what waits cannot be written', () => {
    const { read, asked, fail } = reads()
    fail(true)
    read(0)
    fail(false)
    read(1)
    read(2)
    expect(asked()).toBe(2)
  })
})
