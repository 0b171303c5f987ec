import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { millis, required } from '../domain/index.ts'
import { simulatedClock } from '../simulation/clock/index.ts'
import { decodeCandles, encodeCandles } from './data/candle-codec.ts'
import { StreamHub } from './market/stream-hub.ts'
import { anchorAt, candleSource } from './sources/candles/candle-source.ts'

const dataDir = fileURLToPath(new URL('../../resources/demo/', import.meta.url))
const MINUTE = 60_000
const START = millis(1_790_000_012_345)

function simulate(minutes: number, seed = 1) {
  const clock = simulatedClock(START)
  const source = candleSource({ dataDir, hub: new StreamHub(), clock, speed: 1, seed })
  source.start()
  let fewest = Number.POSITIVE_INFINITY
  let crossed = 0
  for (let second = 0; second < minutes * 60; second += 1) {
    clock.advance(1_000)
    for (const { book } of source.markets) {
      fewest = Math.min(fewest, book.bids.size, book.asks.size)
      if ((book.bids.best()?.price ?? 0n) >= (book.asks.best()?.price ?? 0n)) crossed += 1
    }
  }
  return { markets: source.markets, fewest, crossed, clock }
}

describe('market around recorded candles', () => {
  it('goes through the recorded open, high, low and close of each minute within 4 bps, behind 50 levels a side', () => {
    const { markets, fewest, crossed } = simulate(10)
    expect(crossed).toBe(0)
    expect(fewest).toBeGreaterThanOrEqual(50)
    for (const market of markets) {
      const columns = decodeCandles(readFileSync(`${dataDir}candles/${market.spec.symbol}.1m.br`), market.spec.symbol)
      const startBar = (anchorAt(START) - columns.firstOpenTime) / MINUTE
      const ticks = 10 ** -columns.priceDecimals / (Number(market.spec.tickSize) / 1e12)
      const first = START - (START % MINUTE)
      for (let minute = 1; minute < 9; minute += 1) {
        const bar = market.minutes.at(market.minutes.indexOf(first + minute * MINUTE))
        const index = startBar + minute
        for (const field of ['open', 'high', 'low', 'close'] as const) {
          const wanted = (columns[field][index] ?? 0) * ticks
          const off = Math.abs((bar?.[field] ?? 0) - wanted)
          // One tick of a low-priced coin may be more than some basis points.
          expect(off, `${market.spec.symbol} ${field} of minute ${String(minute)}`).toBeLessThan(Math.max(wanted * 0.0004, 3))
        }
      }
    }
  })

  it('goes on where the market would be when it is started again, with the same history behind it', () => {
    const open = (at: number) =>
      candleSource({ dataDir, hub: new StreamHub(), clock: simulatedClock(millis(at)), speed: 1, seed: 1 })
    const minute = START - (START % MINUTE) - 5 * MINUTE
    const barsOf = (source: ReturnType<typeof open>) =>
      source.markets.map(({ spec, minutes }) => {
        const { open: o, high, low, close } = required(minutes.at(minutes.indexOf(minute)), 'the minute is in the history')
        return [spec.symbol, o, high, low, close].join()
      })
    expect(barsOf(open(START + 7 * MINUTE))).toEqual(barsOf(open(START)))
    expect(barsOf(open(START + 7 * MINUTE))).not.toEqual(barsOf(open(START + 8 * 24 * 60 * MINUTE - MINUTE)))
  })

  it('repeats exactly for one seed and differs for another', () => {
    const tape = (seed: number): string =>
      simulate(1, seed)
        .markets.map((market) => market.tape.trades.map((trade) => `${String(trade.price)}x${String(trade.quantity)}`).join())
        .join()
    expect(tape(1)).toBe(tape(1))
    expect(tape(1)).not.toBe(tape(2))
  })

  it('keeps candles exactly through packing', () => {
    const columns = decodeCandles(readFileSync(`${dataDir}candles/ADAUSDT.1m.br`), 'ADAUSDT')
    const part = { ...columns }
    for (const field of ['open', 'high', 'low', 'close', 'volume'] as const) part[field] = columns[field].slice(0, 500)
    expect(decodeCandles(encodeCandles(part), 'again')).toEqual(part)
    expect(columns.open).toHaveLength(43_199)
  })
})
