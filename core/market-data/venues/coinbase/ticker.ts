import type { VenueFact } from '../contract.ts'

/** What one frame says in common. */
export interface Envelope {
  readonly sequence: number
  readonly exchangeTime: number
}

const TICKER_TEXTS = [
  'product_id',
  'price',
  'high_24_h',
  'low_24_h',
  'volume_24_h',
  'best_bid',
  'best_bid_quantity',
  'best_ask',
  'best_ask_quantity',
] as const

export type TickerTexts = Partial<Record<(typeof TICKER_TEXTS)[number], string>>
export const TICKER_KEYS: ReadonlySet<(typeof TICKER_TEXTS)[number]> = new Set(TICKER_TEXTS)

/** False where a text is missing. The price of a day ago is given as a rounded percentage only, so it is left out. */
export function pushTicker(texts: TickerTexts, { exchangeTime }: Envelope, facts: VenueFact[]): boolean {
  const { product_id: venueSymbol, price: last, high_24_h: high, low_24_h: low, volume_24_h: volume } = texts
  const { best_bid: bid, best_bid_quantity: bidSize, best_ask: ask, best_ask_quantity: askSize } = texts
  if (venueSymbol === undefined || venueSymbol === '' || venueSymbol.length > 60) return false
  if (last === undefined || high === undefined || low === undefined || volume === undefined) return false
  const at = { venueSymbol, exchangeTime }
  if (bid !== undefined || ask !== undefined) {
    if (bid === undefined || bidSize === undefined || ask === undefined || askSize === undefined) return false
    if (bid !== '' && ask !== '') facts.push({ kind: 'top', ...at, bid, bidSize, ask, askSize })
  }
  facts.push({ kind: 'ticker', ...at, last, high, low, volume })
  return true
}
