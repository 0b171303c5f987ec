/** Longest first, so that BTCUSDT is not read as BTCUS/DT. */
const QUOTES = [
  'FDUSD',
  'USDT',
  'USDC',
  'BUSD',
  'TUSD',
  'USDP',
  'USD',
  'EUR',
  'GBP',
  'TRY',
  'BRL',
  'JPY',
  'AUD',
  'BTC',
  'ETH',
  'BNB',
  'DAI',
]

/** Best reading of a symbol for which no instrument list is at hand (a bare recording); null when unsure. */
export function unifiedBinanceSymbol(venueSymbol: string): string | null {
  const [pair = '', delivery] = venueSymbol.split('_')
  const quote = QUOTES.find((candidate) => pair.length > candidate.length && pair.endsWith(candidate))
  if (quote === undefined || !/^[A-Z0-9]+$/.test(pair)) return null
  const base = pair.slice(0, -quote.length)
  if (delivery === undefined) return `${base}/${quote}`
  const settle = quote === 'USD' ? base : quote
  return delivery === 'PERP' ? `${base}/${quote}:${settle}` : `${base}/${quote}:${settle}-${delivery}`
}
