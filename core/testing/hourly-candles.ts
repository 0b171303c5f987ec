import { type Candle, HOUR, millis, price, quantity } from '../domain/index.ts'
import { fileInstrument } from './bar-markets.ts'
import { sampleBars } from './indicator-samples.ts'

/** A random walk of exact closed hourly candles from the start of 2025. */
export const hourlyCandles = (count: number, seed: number): readonly Candle[] =>
  sampleBars(count, seed, HOUR).map(({ openTime, open, high, low, close, volume }): Candle => {
    const start = Date.UTC(2025, 0, 1) + openTime
    const exact = (value: number) => price(value.toFixed(8))
    return {
      kind: 'candle',
      instrument: fileInstrument(0).id,
      exchangeTime: millis(start + HOUR),
      receivedTime: millis(start + HOUR),
      timeframe: '1h',
      openTime: millis(start),
      open: exact(open),
      high: exact(high),
      low: exact(low),
      close: exact(close),
      volume: quantity(volume.toFixed(6)),
      trades: 0,
      closed: true,
    }
  })
