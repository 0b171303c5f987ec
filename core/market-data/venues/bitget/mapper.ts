import type { VenueFact, VenueMapper } from '../contract.ts'
import { isLevels, isMillis, isObject, type Json } from '../guards.ts'
import { readEnvelope } from '../okx/envelope.ts'
// Bitget documents OKX's checksum: CRC-32 over the best 25 levels, bid and ask in turn.
import { okxChecksum } from '../okx/checksum.ts'
import { okxSequence } from '../okx/sequence.ts'

type Emit = (fact: VenueFact) => void

const malformed = (reason: string, bookOf?: string): VenueFact =>
  bookOf === undefined ? { kind: 'malformed', reason } : { kind: 'malformed', reason, bookOf }
const CONTROL: VenueFact = { kind: 'control' }
const QUOTES = ['USDT', 'USDC', 'BTC', 'ETH', 'EUR', 'BRL', 'USD']

const isSymbol = (value: unknown): value is string => typeof value === 'string' && /^[A-Z0-9]{2,40}$/.test(value)
const isChecksum = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 32

function timeOf(value: unknown): number | undefined {
  const time = typeof value === 'string' && /^\d{13}$/.test(value) ? Number(value) : value
  return isMillis(time) ? time : undefined
}

/** Updates have no numbers; only the checksum tells that one went missing. */
function book(venueSymbol: string, action: unknown, data: unknown): VenueFact {
  if (!isObject(data)) return malformed('book-data', venueSymbol)
  const { bids, asks, checksum, ts } = data
  const exchangeTime = timeOf(ts)
  if (!isLevels(bids) || !isLevels(asks)) return malformed('book-levels', venueSymbol)
  if (exchangeTime === undefined) return malformed('book-time', venueSymbol)
  if (!isChecksum(checksum)) return malformed('book-checksum', venueSymbol)
  const said = { venueSymbol, bids, asks, exchangeTime, checksum: checksum >>> 0, unnumbered: true } as const
  if (action === 'snapshot') return { kind: 'book-snapshot', ...said, sequence: 0 }
  if (action === 'update') return { kind: 'book-delta', ...said, firstSequence: 0, lastSequence: 0 }
  return malformed('book-action', venueSymbol)
}

/** `[time, price, size, side]`; the venue gives trades of this stream no id. */
function trade(venueSymbol: string, data: unknown): VenueFact {
  const [ts, price, size, side] = Array.isArray(data) ? (data as readonly unknown[]) : []
  const exchangeTime = timeOf(ts)
  if (typeof price !== 'string' || typeof size !== 'string') return malformed('trade-price')
  if (side !== 'buy' && side !== 'sell') return malformed('trade-side')
  if (exchangeTime === undefined) return malformed('trade-time')
  const id = `${String(exchangeTime)}-${price}-${size}-${side}`
  return { kind: 'trade', venueSymbol, series: 'trade', id, price, quantity: size, aggressor: side, exchangeTime }
}

function ticker(venueSymbol: string, data: unknown): VenueFact {
  if (!isObject(data)) return malformed('ticker-data')
  const { last, open24h, high24h, low24h, baseVolume, ts } = data
  const exchangeTime = timeOf(ts)
  const texts = [last, open24h, high24h, low24h, baseVolume]
  if (!texts.every((text) => typeof text === 'string')) return malformed('ticker-price')
  if (exchangeTime === undefined) return malformed('ticker-time')
  const [price = '', open = '', high = '', low = '', volume = ''] = texts
  return { kind: 'ticker', venueSymbol, last: price, open, high, low, volume, exchangeTime }
}

function channel({ channel: name, instId }: Json, message: Json, emit: Emit): void {
  const { action, data } = message
  if (!isSymbol(instId) || !Array.isArray(data)) {
    emit(malformed('channel'))
    return
  }
  if (data.length === 0) emit(CONTROL)
  // What rested when the subscription began is history, newest first.
  const items: readonly unknown[] = name === 'trade' && action === 'snapshot' ? (data as unknown[]).toReversed() : data
  for (const item of items) {
    if (name === 'books') emit(book(instId, action, item))
    else if (name === 'trade') {
      const fact = trade(instId, item)
      emit(action === 'snapshot' && fact.kind === 'trade' ? { ...fact, history: true } : fact)
    } else if (name === 'ticker') emit(ticker(instId, item))
    else emit(CONTROL)
  }
}

function symbolOf(venueSymbol: string): string | null {
  const quote = QUOTES.find((each) => venueSymbol.length > each.length && venueSymbol.endsWith(each))
  return quote === undefined || !isSymbol(venueSymbol) ? null : `${venueSymbol.slice(0, -quote.length)}/${quote}`
}

/** Bitget's version 1 spot socket, as recorded. Equal trades within one millisecond share an id and count once. */
export const createBitgetMapper = (): VenueMapper => ({
  exchange: 'bitget',
  sequence: okxSequence,
  snapshots: 'stream',
  checksum: okxChecksum,
  contiguousTradeIds: () => false,
  map: (frame, emit) => {
    readEnvelope(frame.text, emit, channel)
  },
  symbolOf,
})
