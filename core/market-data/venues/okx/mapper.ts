import type { MalformedFact, RawLevels, VenueFact, VenueMapper } from '../contract.ts'
import { isLevels, isObject, isSequence, type Json } from '../guards.ts'
import { readEnvelope } from './envelope.ts'
import { scanned } from '../scan/scanned.ts'
import { okxChecksum } from './checksum.ts'
import { okxGrammar } from './grammar.ts'
import { okxSequence } from './sequence.ts'
import { unifiedOkxSymbol } from './symbols.ts'
import { okxTime, pushTicker, TICKER_KEYS, type TickerTexts } from './ticker.ts'

type Emit = (fact: VenueFact) => void

const malformed = (reason: string): MalformedFact => ({ kind: 'malformed', reason })
const CONTROL: VenueFact = { kind: 'control' }

const isSymbol = (value: unknown): value is string => typeof value === 'string' && value.length > 0 && value.length <= 60
const isChecksum = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 32

function trade(data: Json): VenueFact {
  const { instId, tradeId, px, sz, side, ts } = data
  if (!isSymbol(instId)) return malformed('trade-symbol')
  if (typeof tradeId !== 'string' || tradeId === '') return malformed('trade-id')
  if (typeof px !== 'string' || typeof sz !== 'string') return malformed('trade-price')
  if (side !== 'buy' && side !== 'sell') return malformed('trade-side')
  const exchangeTime = okxTime(ts)
  if (exchangeTime === undefined) return malformed('trade-time')
  return {
    kind: 'trade',
    venueSymbol: instId,
    series: 'trades',
    id: tradeId,
    price: px,
    quantity: sz,
    aggressor: side,
    exchangeTime,
  }
}

function ticker(data: Json, emit: Emit): void {
  const texts: TickerTexts = {}
  for (const name of TICKER_KEYS) {
    const text = data[name]
    if (typeof text === 'string') texts[name] = text
  }
  const facts: VenueFact[] = []
  if (!isSymbol(data['instId'])) emit(malformed('ticker-symbol'))
  else if (okxTime(data['ts']) === undefined) emit(malformed('ticker-time'))
  else if (!pushTicker(texts, facts)) emit(malformed('ticker-price'))
  for (const fact of facts) emit(fact)
}

/** The best level alone, all of it each time. */
function top(venueSymbol: string, data: Json): VenueFact {
  const { bids, asks, ts } = data
  const exchangeTime = okxTime(ts)
  if (!isLevels(bids) || !isLevels(asks)) return malformed('top-levels')
  if (exchangeTime === undefined) return malformed('top-time')
  const [bid] = bids
  const [ask] = asks
  if (bid === undefined || ask === undefined) return CONTROL
  return { kind: 'top', venueSymbol, bid: bid[0], bidSize: bid[1], ask: ask[0], askSize: ask[1], exchangeTime }
}

interface Chain {
  readonly sequence: number
  readonly previous: number
  readonly unnumbered?: true
}

/** Recordings from before the venue numbered its updates have neither id. */
function chainOf({ seqId, prevSeqId }: Json): Chain | null {
  if (seqId === undefined && prevSeqId === undefined) return { sequence: 0, previous: 0, unnumbered: true }
  return isSequence(seqId) && (isSequence(prevSeqId) || prevSeqId === -1) ? { sequence: seqId, previous: prevSeqId } : null
}

function book(venueSymbol: string, action: unknown, data: unknown): VenueFact {
  if (!isObject(data)) return malformed('book-data')
  const chain = chainOf(data)
  if (chain === null) return malformed('book-sequence')
  // Nothing but this frame would ever tell that an unnumbered update went missing.
  const bad = (reason: string): VenueFact =>
    chain.unnumbered === true ? { ...malformed(reason), bookOf: venueSymbol } : malformed(reason)
  const { bids, asks, ts, checksum } = data
  if (!isLevels(bids) || !isLevels(asks)) return bad('book-levels')
  const exchangeTime = okxTime(ts)
  if (exchangeTime === undefined) return bad('book-time')
  if (checksum !== undefined && !isChecksum(checksum)) return bad('book-checksum')
  const levels: { readonly bids: RawLevels; readonly asks: RawLevels } = { bids, asks }
  const said = {
    venueSymbol,
    ...levels,
    exchangeTime,
    ...(checksum === undefined ? {} : { checksum: checksum >>> 0 }),
    ...(chain.unnumbered === true ? { unnumbered: true as const } : {}),
  }
  if (action === 'snapshot') return { kind: 'book-snapshot', ...said, sequence: chain.sequence }
  if (action !== 'update') return bad('book-action')
  if (chain.unnumbered === true) return { kind: 'book-delta', ...said, firstSequence: 0, lastSequence: 0 }
  if (chain.previous < 0) return malformed('book-sequence')
  return {
    kind: 'book-delta',
    ...said,
    firstSequence: Math.min(chain.previous + 1, chain.sequence),
    lastSequence: chain.sequence,
    previousSequence: chain.previous,
  }
}

function channel(arg: Json, message: Json, emit: Emit): void {
  const { channel: name, instId } = arg
  const data = message['data']
  if (typeof name !== 'string' || !isSymbol(instId)) {
    emit(malformed('channel'))
    return
  }
  if (!Array.isArray(data)) {
    emit(malformed('no-data'))
    return
  }
  if (data.length === 0) {
    emit(CONTROL)
    return
  }
  for (const item of data) {
    if (!isObject(item)) emit(malformed('not-an-object'))
    else if (name === 'books' || name === 'books-l2-tbt' || name === 'books50-l2-tbt') emit(book(instId, message['action'], item))
    else if (name === 'trades' || name === 'trades-all') emit(trade(item))
    else if (name === 'tickers') ticker(item, emit)
    else if (name === 'bbo-tbt') emit(top(instId, item))
    else emit(CONTROL)
  }
}

/** OKX v5 public channels: spot, swaps, futures and options share one wire. Trades are aggregated, so their ids jump. */
export const createOkxMapper = (): VenueMapper => ({
  exchange: 'okx',
  sequence: okxSequence,
  snapshots: 'stream',
  bookDepths: [50, 400],
  checksum: okxChecksum,
  contiguousTradeIds: () => false,
  map: scanned(okxGrammar, ({ text }, emit) => {
    readEnvelope(text, emit, channel)
  }),
  symbolOf: unifiedOkxSymbol,
})
