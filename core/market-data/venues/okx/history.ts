import type { HistoryMapper, TradesHistoryMapper } from '../contract.ts'
import { isMillis, isObject } from '../guards.ts'
import { HistoryReader } from '../history-reader.ts'

const klines = new HistoryReader('klines', 'GET /api/v5/market/candles')
const trades = new HistoryReader('trades', 'GET /api/v5/market/history-trades')

/** OKX writes times as text of thirteen digits. */
function timeOf(value: unknown): number | undefined {
  const time = typeof value === 'string' && value.length === 13 ? Number(value) : Number.NaN
  return isMillis(time) ? time : undefined
}

/** The content of a good reply; errors come with a code and status 200. */
function dataOf(reader: HistoryReader, text: string): unknown {
  const reply = reader.parse(text)
  if (!isObject(reply) || reply['code'] !== '0') throw reader.wrong(text)
  return reply['data']
}

/**
 * GET /api/v5/market/candles: `[ts, open, high, low, close, volume, ...]`, newest first. The venue counts no
 * trades; the volume of derivatives is in contracts, as in its trades. Throws {@link InputError}.
 */
export const okxKlines: HistoryMapper = (text, of) =>
  klines
    .rows(dataOf(klines, text))
    .reverse()
    .map((row) => {
      const [ts, open, high, low, close, volume] = row
      const openTime = timeOf(ts)
      if (openTime === undefined) throw klines.wrong(row)
      return klines.candle(of, { openTime, texts: [open, high, low, close, volume] })
    })

/**
 * GET /api/v5/market/trades and /history-trades, newest first. The stream joins fills of one order at
 * one price under the id of the last of them; here each stands alone. Throws {@link InputError}.
 */
export const okxTrades: TradesHistoryMapper = (text, of) => {
  const rows = dataOf(trades, text)
  if (!Array.isArray(rows)) throw trades.wrong(text)
  return rows.toReversed().map((row: unknown) => {
    if (!isObject(row)) throw trades.wrong(row)
    const { tradeId: id, px, sz, side, ts } = row
    const aggressor = side === 'buy' || side === 'sell' ? side : undefined
    return trades.trade(of, { id, price: px, quantity: sz, aggressor, time: timeOf(ts) })
  })
}
