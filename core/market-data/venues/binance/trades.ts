import type { TradesHistoryMapper } from '../contract.ts'
import { isMillis, isObject, isSequence } from '../guards.ts'
import { HistoryReader } from '../history-reader.ts'

const reader = new HistoryReader('trades', 'GET /api/v3/historicalTrades')

/** GET /api/v3/trades and /api/v3/historicalTrades, oldest first; ids as in the `trade` stream. Throws {@link InputError}. */
export const binanceTrades: TradesHistoryMapper = (text, of) => {
  const rows = reader.parse(text)
  if (!Array.isArray(rows)) throw reader.wrong(text)
  return rows.map((row: unknown) => {
    if (!isObject(row)) throw reader.wrong(row)
    const { id, price, qty, time, isBuyerMaker } = row
    if (!isSequence(id) || typeof isBuyerMaker !== 'boolean') throw reader.wrong(row)
    const aggressor = isBuyerMaker ? 'sell' : 'buy'
    return reader.trade(of, { id: String(id), price, quantity: qty, aggressor, time: isMillis(time) ? time : undefined })
  })
}
