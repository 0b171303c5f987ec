import { exchangeId, type Instrument, instrumentId, money, price, quantity, rateFromNumberLossy } from '../../domain/index.ts'
import type { CcxtExchange, CcxtMarket } from './ccxt-types.ts'
import { decimalsOf, plainDecimal } from './unified-text.ts'

const TICK_SIZE = 4
/** Where ccxt knows no step, the finest that venues use. */
const FINE = '0.00000001'

function stepOf(exchange: Pick<CcxtExchange, 'precisionMode'>, precision: number | undefined): string {
  const decimals = decimalsOf(exchange, precision)
  if (decimals === undefined || precision === undefined) return FINE
  return exchange.precisionMode === TICK_SIZE ? plainDecimal(precision) : (10 ** -decimals).toFixed(decimals)
}

/** A market as ccxt lists it: the steps went through doubles, which hold them to fifteen digits. */
export function genericInstrument(id: string, exchange: Pick<CcxtExchange, 'precisionMode'>, market: CcxtMarket): Instrument {
  const of = exchangeId(id)
  const lotSize = stepOf(exchange, market.precision?.amount)
  const least = market.limits?.amount?.min
  const cost = market.limits?.cost?.min
  return {
    id: instrumentId(of, market.symbol),
    exchange: of,
    symbol: market.symbol,
    venueSymbol: market.id,
    base: market.base,
    quote: market.quote,
    tickSize: price(stepOf(exchange, market.precision?.price)),
    lotSize: quantity(lotSize),
    minQuantity: quantity(least === undefined || least <= 0 ? lotSize : plainDecimal(least)),
    minNotional: money(cost === undefined ? '0' : plainDecimal(cost)),
    makerFee: rateFromNumberLossy(market.maker ?? 0),
    takerFee: rateFromNumberLossy(market.taker ?? 0),
  }
}
