import type { HistoryMapper } from '../contract.ts'
import { isMillis, isSequence } from '../guards.ts'
import { HistoryReader } from '../history-reader.ts'

const reader = new HistoryReader('klines', 'GET /api/v3/klines')

/** GET /api/v3/klines: `[openTime, open, high, low, close, volume, closeTime, ..., trades, ...]`. Throws {@link InputError}. */
export const binanceKlines: HistoryMapper = (text, of) =>
  reader.rows(reader.parse(text)).map((row) => {
    const [openTime, open, high, low, close, volume, , , trades] = row
    if (!isMillis(openTime) || !isSequence(trades)) throw reader.wrong(row)
    return reader.candle(of, { openTime, texts: [open, high, low, close, volume], trades })
  })
