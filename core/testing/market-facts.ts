import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import {
  type BookSnapshot,
  type Candle,
  exchangeId,
  type Gap,
  type Instrument,
  type InstrumentId,
  instrumentId,
  millis,
  money,
  price,
  type Quote,
  quantity,
  rate,
  type Side,
  type Timeframe,
  type Trade,
  timeframeLength,
} from '../domain/index.ts'

const EXCHANGE = exchangeId('binance')

export const instrumentOf = (symbol: string, tick = '0.1'): Instrument => {
  const [base = '', quote = ''] = symbol.split('/')
  return {
    id: instrumentId(EXCHANGE, symbol),
    exchange: EXCHANGE,
    symbol,
    venueSymbol: base + quote,
    base,
    quote,
    tickSize: price(tick),
    lotSize: quantity('0.00001'),
    minQuantity: quantity('0.00001'),
    minNotional: money('5'),
    makerFee: rate('0.001'),
    takerFee: rate('0.001'),
  }
}

export const BTC: Instrument = instrumentOf('BTC/USDT')
const fact = (at: number, instrument: InstrumentId) => ({ instrument, exchangeTime: millis(at), receivedTime: millis(at) })
const decimalText = (value: number): string => value.toFixed(8)

export interface Prices {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** A closed candle, received when it closed. */
export function candleAt(openTime: number, prices: Prices, timeframe: Timeframe = '1m', instrument = BTC.id): Candle {
  return {
    kind: 'candle',
    ...fact(openTime + timeframeLength(timeframe), instrument),
    timeframe,
    openTime: millis(openTime),
    open: price(decimalText(prices.open)),
    high: price(decimalText(prices.high)),
    low: price(decimalText(prices.low)),
    close: price(decimalText(prices.close)),
    volume: quantity(decimalText(prices.volume)),
    trades: 10,
    closed: true,
  }
}

export const quoteAt = (at: number, bid: number, ask: number, instrument = BTC.id): Quote => ({
  kind: 'quote',
  ...fact(at, instrument),
  bid: price(decimalText(bid)),
  bidSize: quantity('1'),
  ask: price(decimalText(ask)),
  askSize: quantity('1'),
})

export const tradeAt = (at: number, size: number, aggressor: Side, instrument = BTC.id): Trade => ({
  kind: 'trade',
  ...fact(at, instrument),
  id: `t${String(at)}`,
  price: price('100'),
  quantity: quantity(decimalText(size)),
  aggressor,
})

/** Twenty levels a side around 100, each of the given size, a tenth apart. */
export function bookAt(at: number, bidSize: number, askSize: number, instrument = BTC.id): BookSnapshot {
  const side = (size: number, step: number) =>
    Array.from({ length: 20 }, (_, index) => ({
      price: price(decimalText(100 + step * (index + 0.5))),
      quantity: quantity(decimalText(size)),
    }))
  return { kind: 'book-snapshot', ...fact(at, instrument), sequence: at, bids: side(bidSize, -0.01), asks: side(askSize, 0.01) }
}

export const gapAt = (at: number, channel: Gap['channel'], instrument = BTC.id): Gap => ({
  kind: 'gap',
  ...fact(at, instrument),
  id: `${instrument}|${channel}|${String(at)}`,
  channel,
  startTime: millis(at),
  endTime: millis(at),
  recovered: 0,
  startSequence: 1,
  endSequence: 2,
  missingCount: 1,
  cause: 'test',
})

const RECORDED = new URL('../../../shared/data/candles/binance-perp-1m/BTCUSDT_1m_202505.csv.gz', import.meta.url)
export const hasRecordedCandles = existsSync(RECORDED)

/** Recorded BTCUSDT one-minute candles, oldest first. */
export function recordedCandles(count: number): readonly Candle[] {
  const rows = gunzipSync(readFileSync(RECORDED))
    .toString('utf8')
    .split('\n')
    .slice(1, count + 1)
  return rows.map((row) => {
    const [openTime = 0, open = 0, high = 0, low = 0, close = 0, volume = 0] = row.split(',').map(Number)
    return candleAt(openTime, { open, high, low, close, volume })
  })
}
