import {
  DecimalError,
  exchangeId,
  InputError,
  type Instrument,
  instrumentId,
  money,
  price,
  quantity,
  rateFromNumberLossy,
} from '../../domain/index.ts'
import type { CcxtMarket } from './ccxt-types.ts'

type Listed = Readonly<Record<string, unknown>>

export const isListed = (value: unknown): value is Listed => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A part of what the venue lists about a market; empty where it is missing. */
export const partOf = (value: unknown, name: string): Listed => {
  const part = isListed(value) ? value[name] : undefined
  return isListed(part) ? part : {}
}

/** The first of `names` that the venue lists as text. Throws {@link InputError} for a market without any of them. */
export function listedText(market: CcxtMarket, listed: unknown, ...names: readonly string[]): string {
  const texts = isListed(listed) ? names.map((name) => listed[name]) : []
  const text = texts.find((value) => typeof value === 'string' && value !== '')
  if (typeof text === 'string') return text
  throw new InputError({
    field: `${market.symbol} ${names.join(' or ')}`,
    value: String(texts[0]),
    remedy: 'the venue lists no such thing for this market; leave the market out',
  })
}

/** The venue's own digits as an instrument: ccxt's parsed precision is a double. Throws {@link InputError}. */
export function listedInstrument(
  exchange: string,
  market: CcxtMarket,
  digits: Readonly<Record<'tickSize' | 'lotSize' | 'minQuantity' | 'minNotional', string>>,
): Instrument {
  const id = exchangeId(exchange)
  const exact = <T>(name: keyof typeof digits, read: (text: string) => T): T => {
    try {
      return read(digits[name])
    } catch (error) {
      if (!(error instanceof DecimalError)) throw error
      const remedy = `${error.message}; leave the market out`
      throw new InputError({ field: `${market.symbol} ${name}`, value: digits[name], remedy })
    }
  }
  return {
    id: instrumentId(id, market.symbol),
    exchange: id,
    symbol: market.symbol,
    venueSymbol: market.id,
    base: market.base,
    quote: market.quote,
    tickSize: exact('tickSize', price),
    lotSize: exact('lotSize', quantity),
    minQuantity: exact('minQuantity', quantity),
    minNotional: exact('minNotional', money),
    makerFee: rateFromNumberLossy(market.maker ?? 0),
    takerFee: rateFromNumberLossy(market.taker ?? 0),
  }
}
