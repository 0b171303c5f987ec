import { binanceKlines } from './binance/klines.ts'
import { binanceTrades } from './binance/trades.ts'
import { bybitKlines, bybitTrades } from './bybit/history.ts'
import { coinbaseKlines, coinbaseTrades } from './coinbase/history.ts'
import type { HistoryMapper, TradesHistoryMapper } from './contract.ts'
import { krakenKlines, krakenTrades } from './kraken/history.ts'
import { okxKlines, okxTrades } from './okx/history.ts'

interface VenueHistory {
  readonly klines: HistoryMapper
  readonly trades: TradesHistoryMapper
}

const BINANCE: VenueHistory = { klines: binanceKlines, trades: binanceTrades }

const HISTORIES: Readonly<Record<string, VenueHistory>> = {
  binance: BINANCE,
  binanceus: BINANCE,
  binanceusdm: BINANCE,
  binancecoinm: BINANCE,
  okx: { klines: okxKlines, trades: okxTrades },
  bybit: { klines: bybitKlines, trades: bybitTrades },
  coinbase: { klines: coinbaseKlines, trades: coinbaseTrades },
  kraken: { klines: krakenKlines, trades: krakenTrades },
}

const of = (exchange: string): VenueHistory | undefined => (Object.hasOwn(HISTORIES, exchange) ? HISTORIES[exchange] : undefined)

/** How an exchange's REST klines are read; undefined where nobody has written that down. */
export const historyFor = (exchange: string): HistoryMapper | undefined => of(exchange)?.klines

/** How an exchange's REST trades are read; undefined where nobody has written that down. */
export const tradesHistoryFor = (exchange: string): TradesHistoryMapper | undefined => of(exchange)?.trades
