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
  /** Of its newest trade. */
  exchangeTime: Millis
  receivedTime: Millis
  /** Its oldest and its newest trade; an id is empty where it is not known. */
  firstTime: Millis
  firstId: string
  lastId: string
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
  firstTime: trade.exchangeTime,
  firstId: trade.id,
  lastId: trade.id,
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
  firstTime: openTime,
  firstId: '',
  lastId: '',
})

export const isQuiet = (bar: Bar): boolean => bar.trades === 0 && bar.volume === 0n

export function addTrade(bar: Bar, trade: Trade): void {
  if (isQuiet(bar)) {
    bar.firstTime = trade.exchangeTime
    bar.firstId = trade.id
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
  bar.lastId = trade.id
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
