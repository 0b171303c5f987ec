/**
 * Spot `BTC-USDT` is `BTC/USDT`. Swaps, futures and options (`BTC-USD-SWAP`, `BTC-USD-220325-40000-C`)
 * keep the venue's spelling, which says more than a pair could. Null for what is neither.
 */
export function unifiedOkxSymbol(venueSymbol: string): string | null {
  const [base = '', quote = '', ...rest] = venueSymbol.split('-')
  if (!/^[A-Z0-9]+$/.test(base) || !/^[A-Z0-9]+$/.test(quote)) return null
  if (rest.length === 0) return `${base}/${quote}`
  return rest.every((part) => /^[A-Z0-9.]+$/.test(part)) ? venueSymbol : null
}
