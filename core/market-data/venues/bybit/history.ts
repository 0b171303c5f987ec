import type { HistoryMapper, TradesHistoryMapper } from '../contract.ts'
import { isMillis, isObject } from '../guards.ts'
import { HistoryReader } from '../history-reader.ts'

const klines = new HistoryReader('klines', 'GET /v5/market/kline')
const trades = new HistoryReader('trades', 'GET /v5/market/recent-trade')

/** REST writes times as text of thirteen digits. */
function timeOf(value: unknown): number | undefined {
  const time = typeof value === 'string' && value.length === 13 ? Number(value) : Number.NaN
  return isMillis(time) ? time : undefined
}

/** The list of a good reply; errors come with a code and status 200. */
function listOf(reader: HistoryReader, text: string): readonly unknown[] {
  const reply = reader.parse(text)
  const result = isObject(reply) && reply['retCode'] === 0 ? reply['result'] : undefined
  const list = isObject(result) ? result['list'] : undefined
  if (!Array.isArray(list)) throw reader.wrong(text)
  return list as readonly unknown[]
}

/** GET /v5/market/kline: `[start, open, high, low, close, volume, turnover]`, newest first; trades are not counted. Throws {@link InputError}. */
export const bybitKlines: HistoryMapper = (text, of) =>
  klines
    .rows(listOf(klines, text))
    .reverse()
    .map((row) => {
      const [start, open, high, low, close, volume] = row
      const openTime = timeOf(start)
      if (openTime === undefined) throw klines.wrong(row)
      return klines.candle(of, { openTime, texts: [open, high, low, close, volume] })
    })

/** GET /v5/market/recent-trade, newest first; ids as in the `publicTrade` stream. Throws {@link InputError}. */
export const bybitTrades: TradesHistoryMapper = (text, of) =>
  listOf(trades, text)
    .toReversed()
    .map((row) => {
      if (!isObject(row)) throw trades.wrong(row)
      const { execId: id, price, size, side, time } = row
      const aggressor = side === 'Buy' ? 'buy' : side === 'Sell' ? 'sell' : undefined
      return trades.trade(of, { id, price, quantity: size, aggressor, time: timeOf(time) })
    })
