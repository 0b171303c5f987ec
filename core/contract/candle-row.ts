import { type Candle, toWire } from '../domain/index.ts'
import type { CandleRow } from './topics.ts'

/** A candle as clients see it, live and from history alike. */
export function candleRow(candle: Candle): CandleRow {
  const { kind: _kind, exchangeTime: _exchange, receivedTime: _received, ...row } = toWire(candle)
  return row
}
