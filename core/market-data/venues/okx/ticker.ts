import type { VenueFact } from '../contract.ts'
import { isMillis } from '../guards.ts'

const TICKER_TEXTS = [
  'last',
  'open24h',
  'high24h',
  'low24h',
  'vol24h',
  'bidPx',
  'bidSz',
  'askPx',
  'askSz',
  'instId',
  'ts',
] as const

export type TickerTexts = Partial<Record<(typeof TICKER_TEXTS)[number], string>>
export const TICKER_KEYS: ReadonlySet<(typeof TICKER_TEXTS)[number]> = new Set(TICKER_TEXTS)

/** OKX writes times as text. */
export function okxTime(value: unknown): number | undefined {
  const time = typeof value === 'string' && value.length === 13 ? Number(value) : Number.NaN
  return isMillis(time) ? time : undefined
}

/** False where a text is missing or cannot be. Sides that are empty are written as empty texts. */
export function pushTicker(texts: TickerTexts, facts: VenueFact[]): boolean {
  const { instId: venueSymbol, last, open24h: open, high24h: high, low24h: low, vol24h: volume } = texts
  const { bidPx: bid, bidSz: bidSize, askPx: ask, askSz: askSize } = texts
  const exchangeTime = okxTime(texts.ts)
  if (venueSymbol === undefined || venueSymbol === '' || venueSymbol.length > 60 || exchangeTime === undefined) return false
  if (last === undefined || open === undefined || high === undefined || low === undefined || volume === undefined) return false
  if (bid === undefined || bidSize === undefined || ask === undefined || askSize === undefined) return false
  const at = { venueSymbol, exchangeTime }
  if (bid !== '' && ask !== '') facts.push({ kind: 'top', ...at, bid, bidSize, ask, askSize })
  facts.push({
    kind: 'ticker',
    ...at,
    ...(last === '' ? {} : { last }),
    ...(open === '' ? {} : { open }),
    ...(high === '' ? {} : { high }),
    ...(low === '' ? {} : { low }),
    ...(volume === '' ? {} : { volume }),
  })
  return true
}
