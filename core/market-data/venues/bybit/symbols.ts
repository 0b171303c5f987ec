import type { Instrument } from '../../../domain/index.ts'

/** The kinds of market that Bybit serves at addresses of their own, with one spelling for several of them. */
const CATEGORY_IN_ADDRESS = /\/v5\/public\/(linear|inverse|option)\b/
const SPOT_QUOTES = ['USDT', 'USDC', 'USDE', 'USD1', 'EUR', 'BRL', 'TRY', 'PLN', 'MNT', 'BTC', 'ETH', 'SOL', 'DAI', 'USD']
const LINEAR_QUOTES = ['USDT', 'USDC', 'PERP']

/** `BTCUSDT` on the spot socket, `linear:BTCUSDT` on the one for perpetuals. */
export function qualifiedBybitSymbol(symbol: string, address: string | undefined): string {
  const category = CATEGORY_IN_ADDRESS.exec(address ?? '')?.[1]
  return category === undefined ? symbol : `${category}:${symbol}`
}

/** The same, remembered: the same string each time, and no address is looked at twice. */
export class QualifiedSymbols {
  private address: string | undefined
  private readonly byAddress = new Map<string | undefined, Map<string, string>>()
  private symbols = new Map<string, string>()

  of(symbol: string, address: string | undefined): string {
    if (address !== this.address || this.byAddress.size === 0) {
      this.address = address
      this.symbols = this.byAddress.get(address) ?? new Map<string, string>()
      this.byAddress.set(address, this.symbols)
    }
    const known = this.symbols.get(symbol)
    if (known !== undefined) return known
    const qualified = qualifiedBybitSymbol(symbol, address)
    this.symbols.set(symbol, qualified)
    return qualified
  }
}

/** The qualified spelling of a listed instrument: what a unified symbol settles in tells its kind. */
export function bybitKeyOf({ symbol, venueSymbol }: Pick<Instrument, 'symbol' | 'venueSymbol'>): string {
  const [pair = '', settlement] = symbol.split(':')
  if (settlement === undefined) return venueSymbol
  const [settle = '', , strike] = settlement.split('-')
  if (strike !== undefined) return `option:${venueSymbol}`
  return `${pair.startsWith(`${settle}/`) ? 'inverse' : 'linear'}:${venueSymbol}`
}

function pairOf(text: string, quotes: readonly string[]): readonly [string, string] | null {
  const quote = quotes.find((candidate) => text.length > candidate.length && text.endsWith(candidate))
  return quote === undefined || !/^[A-Z0-9]+$/.test(text) ? null : [text.slice(0, -quote.length), quote]
}

/**
 * Best reading of a qualified symbol without an instrument list: `BTC/USDT`, `BTC/USDT:USDT`,
 * `BTC/USD:BTC`. Dated contracts and options keep the venue's spelling. Null when unsure.
 */
export function unifiedBybitSymbol(qualified: string): string | null {
  const [first = '', second] = qualified.split(':')
  const [category, symbol] = second === undefined ? ['spot', first] : [first, second]
  if (category === 'option' || symbol.includes('-')) return /^[A-Z0-9]+(-[A-Z0-9]+)+$/.test(symbol) ? symbol : null
  if (category === 'inverse') {
    const pair = pairOf(symbol, ['USD'])
    return pair === null ? (/^[A-Z0-9]+$/.test(symbol) ? symbol : null) : `${pair[0]}/USD:${pair[0]}`
  }
  const pair = pairOf(symbol, category === 'linear' ? LINEAR_QUOTES : SPOT_QUOTES)
  if (pair === null) return null
  const [base, named] = pair
  if (category === 'spot') return `${base}/${named}`
  // The older USDC perpetuals are called after the kind of contract.
  const quote = named === 'PERP' ? 'USDC' : named
  return `${base}/${quote}:${quote}`
}
