import type { HistoryMapper, TradesHistoryMapper } from '../contract.ts'
import { isMillis, isObject, type Json } from '../guards.ts'
import { HistoryReader } from '../history-reader.ts'

const klines = new HistoryReader('klines', 'GET /api/v3/brokerage/market/products/{id}/candles')
const trades = new HistoryReader('trades', 'GET /api/v3/brokerage/market/products/{id}/ticker')

function listOf(reader: HistoryReader, text: string, name: string): Json[] {
  const reply = reader.parse(text)
  const list = isObject(reply) ? reply[name] : undefined
  if (!Array.isArray(list)) throw reader.wrong(text)
  return list.map((item: unknown) => {
    if (!isObject(item)) throw reader.wrong(item)
    return item
  })
}

/** Candles with `start` in seconds, newest first; trades are not counted. Throws {@link InputError}. */
export const coinbaseKlines: HistoryMapper = (text, of) =>
  listOf(klines, text, 'candles')
    .reverse()
    .map((item) => {
      const { start, open, high, low, close, volume } = item
      const openTime = typeof start === 'string' && start.length === 10 ? Number(start) * 1_000 : Number.NaN
      if (!isMillis(openTime)) throw klines.wrong(item)
      return klines.candle(of, { openTime, texts: [open, high, low, close, volume] })
    })

/** Trades newest first; ids as in the `market_trades` stream, and `side` the maker's as there. Throws {@link InputError}. */
export const coinbaseTrades: TradesHistoryMapper = (text, of) =>
  listOf(trades, text, 'trades')
    .reverse()
    .map((item) => {
      const { trade_id: id, price, size, side, time: said } = item
      const time = typeof said === 'string' ? Date.parse(said) : Number.NaN
      const aggressor = side === 'BUY' ? 'sell' : side === 'SELL' ? 'buy' : undefined
      return trades.trade(of, { id, price, quantity: size, aggressor, time: isMillis(time) ? time : undefined })
    })
