import { type Instrument, millis, price, quantity, timeframeLength, InputError } from '../../../domain/index.ts'
import type { HistoryMapper, RawFrame, SequenceRule, VenueFact, VenueMapper } from '../contract.ts'
import { isLevels, isMillis, isObject, type Json, parseJson } from '../guards.ts'

type Emit = (fact: VenueFact) => void

const malformed = (reason: string): VenueFact => ({ kind: 'malformed', reason })
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const MAX_SYMBOL = 60

/** Each book comes whole, so there is no chain to check. */
const WHOLE_BOOKS: SequenceRule = {
  classify: () => 'next',
  missing: (last) => ({ start: last + 1, end: last + 1 }),
}

function trade(item: unknown, venueSymbol: string): VenueFact {
  if (!isObject(item)) return malformed('trade')
  const { id, price: at, size, side, time, history } = item
  if (!isText(id)) return malformed('trade-id')
  if (!isText(at) || !isText(size)) return malformed('trade-price')
  if (side !== 'buy' && side !== 'sell') return malformed('trade-side')
  if (!isMillis(time)) return malformed('trade-time')
  const fact = {
    kind: 'trade',
    venueSymbol,
    series: 'ccxt',
    id,
    price: at,
    quantity: size,
    aggressor: side,
    exchangeTime: time,
  } as const
  return history === true ? { ...fact, history } : fact
}

function book(message: Json, venueSymbol: string): VenueFact {
  const { bids, asks, time } = message
  if (!isLevels(bids) || !isLevels(asks)) return malformed('book-levels')
  if (time !== undefined && !isMillis(time)) return malformed('book-time')
  const fact = { kind: 'book-snapshot', venueSymbol, sequence: 0, unnumbered: true, bids, asks } as const
  return time === undefined ? fact : { ...fact, exchangeTime: time }
}

const TICKER_TEXTS = ['bid', 'bidSize', 'ask', 'askSize', 'last', 'open', 'high', 'low', 'volume'] as const

function ticker(message: Json, venueSymbol: string, emit: Emit): void {
  const texts: Partial<Record<(typeof TICKER_TEXTS)[number], string>> = {}
  for (const name of TICKER_TEXTS) {
    const value = message[name]
    if (value === undefined) continue
    if (!isText(value)) {
      emit(malformed('ticker-price'))
      return
    }
    texts[name] = value
  }
  const { bid, bidSize, ask, askSize, ...rest } = texts
  if (bid !== undefined && bidSize !== undefined && ask !== undefined && askSize !== undefined)
    emit({ kind: 'top', venueSymbol, bid, bidSize, ask, askSize })
  emit({ kind: 'ticker', venueSymbol, ...rest })
}

function map(frame: RawFrame, emit: Emit): void {
  const message = parseJson(frame.text)
  if (!isObject(message)) {
    emit(malformed(message === undefined ? 'not-json' : 'not-an-object'))
    return
  }
  const { ccxt, symbol } = message
  if (!isText(symbol) || symbol.length > MAX_SYMBOL) emit(malformed('symbol'))
  else if (ccxt === 'book') emit(book(message, symbol))
  else if (ccxt === 'ticker') ticker(message, symbol, emit)
  else if (ccxt === 'trades') {
    const { trades } = message
    if (!Array.isArray(trades)) emit(malformed('trades'))
    else if (trades.length === 0) emit({ kind: 'control' })
    else for (const item of trades) emit(trade(item, symbol))
  } else emit(malformed('unknown-message'))
}

/**
 * Any exchange by what ccxt made of its messages, written down by the adapter in one form: whole books without numbers,
 * so that a lost update goes unnoticed, and digits that went through doubles.
 */
export const createGenericMapper = (exchange: string): VenueMapper => ({
  exchange,
  sequence: WHOLE_BOOKS,
  snapshots: 'stream',
  contiguousTradeIds: () => false,
  map,
  symbolOf: (venueSymbol) => (/^[A-Z0-9]+\/[A-Z0-9]+$/.test(venueSymbol) ? venueSymbol : null),
  keyOf: ({ symbol }: Pick<Instrument, 'symbol'>) => symbol,
})

const wrongRow = (row: unknown): InputError =>
  new InputError({
    field: 'candles',
    value: JSON.stringify(row).slice(0, 120),
    remedy: 'expected [openTime, open, high, low, close, volume]',
  })

/** `[openTime, open, high, low, close, volume]`, numbers as text. Throws {@link InputError}. */
export const genericKlines: HistoryMapper = (text, { instrument, timeframe, receivedTime }) => {
  const rows = parseJson(text)
  if (!Array.isArray(rows)) throw wrongRow(text)
  return rows.map((row: unknown) => {
    const fields: readonly unknown[] = Array.isArray(row) ? row : []
    const [openTime, open, high, low, close, volume] = fields
    if (!isMillis(openTime) || !isText(open) || !isText(high) || !isText(low) || !isText(close) || !isText(volume))
      throw wrongRow(row)
    const closeTime = openTime + timeframeLength(timeframe)
    return {
      kind: 'candle',
      instrument,
      timeframe,
      openTime: millis(openTime),
      open: price(open),
      high: price(high),
      low: price(low),
      close: price(close),
      volume: quantity(volume),
      trades: 0,
      closed: closeTime <= receivedTime,
      exchangeTime: millis(Math.min(closeTime, receivedTime)),
      receivedTime,
    }
  })
}
