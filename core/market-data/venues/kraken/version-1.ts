import type { RawLevel, RawLevels, VenueFact } from '../contract.ts'
import { isLevels, isMillis, isObject, type Json } from '../guards.ts'
import { CONTROL, isChecksum, isSymbol, malformed, UNNUMBERED } from './facts.ts'
import { currentKrakenSymbol } from './symbols.ts'

/** Seconds with microseconds, as text. */
function timeOf(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Math.floor(Number(value) * 1_000) : Number.NaN
  return isMillis(time) ? time : undefined
}

/** A level that comes back into sight says when it was made, not when it is told (`r`). */
function newest(levels: RawLevels, sofar: number | undefined): number | undefined {
  let time = sofar
  for (const [, , stamp, republished] of levels) {
    const at = republished === undefined ? timeOf(stamp) : undefined
    if (at !== undefined && (time === undefined || at > time)) time = at
  }
  return time
}

/** Levels of a book as it stands are as old as they are: the picture has no time of its own. */
function snapshot(data: Json, venueSymbol: string, depth: number): VenueFact {
  const { as: asks, bs: bids } = data
  if (!isLevels(asks) || !isLevels(bids)) return malformed('snapshot-levels')
  return { kind: 'book-snapshot', venueSymbol, sequence: 0, unnumbered: true, bids, asks, depth }
}

/** Asks and bids may come as two parts of one update; the last part has the checksum. */
function update(parts: readonly Json[], venueSymbol: string): VenueFact {
  const bad = (reason: string): VenueFact => ({ ...malformed(reason), bookOf: venueSymbol })
  let bids: readonly RawLevel[] = []
  let asks: readonly RawLevel[] = []
  let checksum: number | undefined
  for (const { a = [], b = [], c } of parts) {
    if (!isLevels(a) || !isLevels(b)) return bad('book-levels')
    asks = asks.length === 0 ? a : [...asks, ...a]
    bids = bids.length === 0 ? b : [...bids, ...b]
    if (c === undefined) continue
    const sum = typeof c === 'string' && c !== '' ? Number(c) : undefined
    if (!isChecksum(sum)) return bad('book-checksum')
    checksum = sum
  }
  const exchangeTime = newest(asks, newest(bids, undefined))
  return {
    kind: 'book-delta',
    venueSymbol,
    ...UNNUMBERED,
    bids,
    asks,
    ...(exchangeTime === undefined ? {} : { exchangeTime }),
    ...(checksum === undefined ? {} : { checksum }),
  }
}

/** Trades have no id here: time, price, size and the place in the frame tell one from another. */
function trade(item: unknown, index: number, venueSymbol: string): VenueFact {
  if (!Array.isArray(item)) return malformed('trade')
  const fields: readonly unknown[] = item
  const [price, quantity, time, side] = fields
  if (typeof price !== 'string' || typeof quantity !== 'string') return malformed('trade-price')
  const exchangeTime = timeOf(time)
  if (typeof time !== 'string' || exchangeTime === undefined) return malformed('trade-time')
  if (side !== 'b' && side !== 's') return malformed('trade-side')
  return {
    kind: 'trade',
    venueSymbol,
    series: 'trade',
    id: `${time}-${price}-${quantity}-${String(index)}`,
    price,
    quantity,
    aggressor: side === 'b' ? 'buy' : 'sell',
    exchangeTime,
  }
}

/** The text at a place of a list, or undefined. */
function textAt(value: unknown, index: number): string | undefined {
  const item: unknown = Array.isArray(value) ? value[index] : undefined
  return typeof item === 'string' ? item : undefined
}

/** Today's figure comes first and that of 24 hours second. */
function ticker(data: Json, venueSymbol: string): readonly VenueFact[] {
  const { a, b, c, v, l, h, o } = data
  const [ask, askSize, bid, bidSize] = [textAt(a, 0), textAt(a, 2), textAt(b, 0), textAt(b, 2)]
  const [last, open, high, low, volume] = [textAt(c, 0), textAt(o, 1), textAt(h, 1), textAt(l, 1), textAt(v, 1)]
  if (ask === undefined || askSize === undefined || bid === undefined || bidSize === undefined) return [malformed('ticker-top')]
  if (last === undefined || open === undefined || high === undefined || low === undefined || volume === undefined)
    return [malformed('ticker-price')]
  return [
    { kind: 'top', venueSymbol, bid, bidSize, ask, askSize },
    { kind: 'ticker', venueSymbol, last, open, high, low, volume },
  ]
}

/** Data comes as `[channel id, data, ..., channel name, pair]`. */
export function versionOneFacts(message: readonly unknown[]): readonly VenueFact[] {
  const name = message.at(-2)
  const pair = message.at(-1)
  const parts = message.slice(1, -2)
  if (typeof name !== 'string' || !isSymbol(pair) || parts.length === 0) return [malformed('unknown-message')]
  const venueSymbol = currentKrakenSymbol(pair)
  const [first] = parts
  if (name === 'trade') {
    if (!Array.isArray(first)) return [malformed('trades')]
    return first.length === 0 ? [CONTROL] : first.map((item: unknown, index) => trade(item, index, venueSymbol))
  }
  if (name === 'ticker') return isObject(first) ? ticker(first, venueSymbol) : [malformed('ticker')]
  const depth = /^book-(\d{1,5})$/.exec(name)?.[1]
  if (depth === undefined) return [CONTROL]
  const objects = parts.filter(isObject)
  if (objects.length < parts.length) return [{ ...malformed('book-data'), bookOf: venueSymbol }]
  const [only] = objects
  if (only !== undefined && 'as' in only) return [snapshot(only, venueSymbol, Number(depth))]
  return [update(objects, venueSymbol)]
}
