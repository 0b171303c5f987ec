/** Spot `BTC-USD` is `BTC/USD`; futures (`BIT-28JUL23-CDE`, `BTC-PERP-INTX`) keep the venue's spelling. Null when unsure. */
export function unifiedCoinbaseSymbol(venueSymbol: string): string | null {
  if (!/^[A-Z0-9]+(-[A-Z0-9]+)+$/.test(venueSymbol)) return null
  const parts = venueSymbol.split('-')
  return parts.length === 2 ? parts.join('/') : venueSymbol
}
