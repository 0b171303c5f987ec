/** The first version of the feed has two coins under names of its own. */
const RENAMED: Readonly<Record<string, string>> = { XBT: 'BTC', XDG: 'DOGE' }

/** `XBT/USD` of the first version as the second one and everybody else spells it, `BTC/USD`. */
export const currentKrakenSymbol = (symbol: string): string =>
  symbol
    .split('/')
    .map((asset) => RENAMED[asset] ?? asset)
    .join('/')

/** Kraken spells pairs as we do. Null for anything else. */
export const unifiedKrakenSymbol = (venueSymbol: string): string | null =>
  /^[A-Z0-9.]+\/[A-Z0-9.]+$/.test(venueSymbol) ? venueSymbol : null
