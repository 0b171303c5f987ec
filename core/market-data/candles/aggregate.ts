import { add, barOpen, type Candle, max, millis, min, type Timeframe, timeframeLength } from '../../domain/index.ts'

const merge = (whole: Candle, part: Candle): Candle => ({
  ...whole,
  high: max(whole.high, part.high),
  low: min(whole.low, part.low),
  close: part.close,
  volume: add(whole.volume, part.volume),
  trades: whole.trades + part.trades,
  exchangeTime: part.exchangeTime,
  receivedTime: part.receivedTime,
})

/**
 * Longer bars from shorter ones of one instrument, oldest first. A bar is closed when the closed
 * part that ends it is there; missing parts inside leave it as the rest says.
 */
export function aggregateCandles(candles: readonly Candle[], timeframe: Timeframe): readonly Candle[] {
  const length = timeframeLength(timeframe)
  const out: Candle[] = []
  for (const part of candles) {
    const openTime = barOpen(part.openTime, timeframe)
    const ends = part.closed && part.openTime + timeframeLength(part.timeframe) === openTime + length
    const whole = out.at(-1)
    if (whole !== undefined && whole.openTime === openTime) out[out.length - 1] = { ...merge(whole, part), closed: ends }
    else {
      // A newer part proves that the bar before has ended, whether or not its last part came.
      if (whole !== undefined && !whole.closed)
        out[out.length - 1] = { ...whole, closed: true, exchangeTime: millis(whole.openTime + length) }
      out.push({ ...part, timeframe, openTime, closed: ends })
    }
  }
  return out
}
