import type { HistoryMapper, TradesHistoryMapper } from '../contract.ts'
import { isMillis, isObject, isSequence } from '../guards.ts'
import { HistoryReader } from '../history-reader.ts'

const klines = new HistoryReader('klines', 'GET /0/public/OHLC')
const trades = new HistoryReader('trades', 'GET /0/public/Trades')

/** The rows of the one market that was asked for, whatever the venue calls it; `last` is where the next request goes on. */
function rowsOf(reader: HistoryReader, text: string): (readonly unknown[])[] {
  const reply = reader.parse(text)
  const result = isObject(reply) && Array.isArray(reply['error']) && reply['error'].length === 0 ? reply['result'] : undefined
  const markets = isObject(result) ? Object.entries(result).filter(([name]) => name !== 'last') : []
  const [market] = markets
  if (market === undefined || markets.length > 1) throw reader.wrong(text)
  return reader.rows(market[1])
}

/** `[time, open, high, low, close, vwap, volume, count]`, seconds, oldest first, the forming bar last. Throws {@link InputError}. */
export const krakenKlines: HistoryMapper = (text, of) =>
  rowsOf(klines, text).map((row) => {
    const [time, open, high, low, close, , volume, count] = row
    const openTime = typeof time === 'number' ? time * 1_000 : Number.NaN
    if (!isMillis(openTime) || !isSequence(count)) throw klines.wrong(row)
    return klines.candle(of, { openTime, texts: [open, high, low, close, volume], trades: count })
  })

/** `[price, volume, time, b|s, m|l, misc, id]`, seconds with a fraction, oldest first; ids as in the `trade` channel. Throws {@link InputError}. */
export const krakenTrades: TradesHistoryMapper = (text, of) =>
  rowsOf(trades, text).map((row) => {
    const [price, volume, seconds, side, , , id] = row
    const time = typeof seconds === 'number' ? Math.floor(seconds * 1_000) : Number.NaN
    if (!isSequence(id)) throw trades.wrong(row)
    const aggressor = side === 'b' ? 'buy' : side === 's' ? 'sell' : undefined
    return trades.trade(of, { id: String(id), price, quantity: volume, aggressor, time: isMillis(time) ? time : undefined })
  })
