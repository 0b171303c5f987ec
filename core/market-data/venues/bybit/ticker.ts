import type { VenueFact } from '../contract.ts'

const TICKER_TEXTS = [
  'lastPrice',
  'prevPrice24h',
  'highPrice24h',
  'lowPrice24h',
  'volume24h',
  'bid1Price',
  'bid1Size',
  'ask1Price',
  'ask1Size',
  'symbol',
] as const

export type TickerTexts = Partial<Record<(typeof TICKER_TEXTS)[number], string>>
export const TICKER_KEYS: ReadonlySet<(typeof TICKER_TEXTS)[number]> = new Set(TICKER_TEXTS)

const said = (text: string | undefined): text is string => text !== undefined && text !== ''

/** Derivatives send only what changed; spot sends all but the best bid and ask. */
export function pushTicker(
  texts: TickerTexts,
  at: { readonly venueSymbol: string; readonly exchangeTime: number },
  facts: VenueFact[],
): void {
  const { bid1Price: bid, bid1Size: bidSize, ask1Price: ask, ask1Size: askSize } = texts
  const { lastPrice: last, prevPrice24h: open, highPrice24h: high, lowPrice24h: low, volume24h: volume } = texts
  if (said(bid) && said(bidSize) && said(ask) && said(askSize)) facts.push({ kind: 'top', ...at, bid, bidSize, ask, askSize })
  facts.push({
    kind: 'ticker',
    ...at,
    ...(said(last) ? { last } : {}),
    ...(said(open) ? { open } : {}),
    ...(said(high) ? { high } : {}),
    ...(said(low) ? { low } : {}),
    ...(said(volume) ? { volume } : {}),
  })
}
