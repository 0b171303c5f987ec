import { InputError, millis, price, quantity, timeframeLength } from '../../../domain/index.ts'
import type { HistoryMapper } from '../contract.ts'
import { isMillis, isSequence, parseJson } from '../guards.ts'

const wrong = (value: string): InputError =>
  new InputError({ field: 'klines', value: value.slice(0, 120), remedy: 'expected the arrays of GET /api/v3/klines' })

/** GET /api/v3/klines: `[openTime, open, high, low, close, volume, closeTime, ..., trades, ...]`. Throws {@link InputError}. */
export const binanceKlines: HistoryMapper = (text, { instrument, timeframe, receivedTime }) => {
  const rows = parseJson(text)
  if (!Array.isArray(rows)) throw wrong(text)
  return rows.map((row: unknown) => {
    if (!Array.isArray(row)) throw wrong(JSON.stringify(row))
    const [openTime, open, high, low, close, volume, , , trades]: readonly unknown[] = row as unknown[]
    if (!isMillis(openTime) || !isSequence(trades)) throw wrong(JSON.stringify(row))
    const texts = [open, high, low, close, volume].map((value) => {
      if (typeof value !== 'string') throw wrong(JSON.stringify(row))
      return value
    })
    const [o = '', h = '', l = '', c = '', v = ''] = texts
    const closeTime = openTime + timeframeLength(timeframe)
    return {
      kind: 'candle',
      instrument,
      timeframe,
      openTime: millis(openTime),
      open: price(o),
      high: price(h),
      low: price(l),
      close: price(c),
      volume: quantity(v),
      trades,
      closed: closeTime <= receivedTime,
      exchangeTime: millis(Math.min(closeTime, receivedTime)),
      receivedTime,
    }
  })
}
