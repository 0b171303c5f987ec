import {
  add,
  type Candle,
  type InstrumentId,
  max,
  type Millis,
  millis,
  min,
  type Price,
  type Quantity,
  type Timeframe,
  type Trade,
  timeframeLength,
  ZERO_QUANTITY,
} from '../../domain/index.ts'

/** A bar under construction. */
export interface Bar {
  openTime: Millis
  open: Price
  high: Price
  low: Price
  close: Price
  volume: Quantity
  trades: number
  exchangeTime: Millis
  receivedTime: Millis
}

export const barOfTrade = (trade: Trade, openTime: Millis): Bar => ({
  openTime,
  open: trade.price,
  high: trade.price,
  low: trade.price,
  close: trade.price,
  volume: trade.quantity,
  trades: 1,
  exchangeTime: trade.exchangeTime,
  receivedTime: trade.receivedTime,
})

/** A bar in which nothing traded stands at the last price, as venues publish it. */
export const quietBar = (last: Price, openTime: Millis, receivedTime: Millis): Bar => ({
  openTime,
  open: last,
  high: last,
  low: last,
  close: last,
  volume: ZERO_QUANTITY,
  trades: 0,
  exchangeTime: openTime,
  receivedTime,
})

export function addTrade(bar: Bar, trade: Trade): void {
  if (bar.trades === 0 && bar.volume === 0n) {
    bar.open = trade.price
    bar.high = trade.price
    bar.low = trade.price
  } else {
    bar.high = max(bar.high, trade.price)
    bar.low = min(bar.low, trade.price)
  }
  bar.close = trade.price
  bar.volume = add(bar.volume, trade.quantity)
  bar.trades += 1
  bar.exchangeTime = trade.exchangeTime
  bar.receivedTime = trade.receivedTime
}

export const toCandle = (bar: Bar, of: { instrument: InstrumentId; timeframe: Timeframe; closed: boolean }): Candle => ({
  kind: 'candle',
  instrument: of.instrument,
  timeframe: of.timeframe,
  openTime: bar.openTime,
  open: bar.open,
  high: bar.high,
  low: bar.low,
  close: bar.close,
  volume: bar.volume,
  trades: bar.trades,
  closed: of.closed,
  exchangeTime: of.closed ? millis(bar.openTime + timeframeLength(of.timeframe)) : bar.exchangeTime,
  receivedTime: bar.receivedTime,
})
