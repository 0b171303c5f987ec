import {
  exchangeId,
  type Instrument,
  InputError,
  instrumentId,
  type InstrumentId,
  money,
  type Price,
  price,
  type Quantity,
  quantity,
  type Rate,
  splitInstrumentId,
} from '../../domain/index.ts'

export interface Grid {
  readonly tick: Price | undefined
  readonly lot: Quantity | undefined
}

/** The finest grid that exact decimals have. */
const FINEST = '0.000000000001'

/**
 * A market as far as candles tell: no filters of a venue, and the finest grid unless one is given.
 * Throws InputError for a name that is not `BASE/QUOTE`.
 */
export function candleInstrument(id: InstrumentId, fee: Rate, grid: Grid): Instrument {
  const { exchange, symbol } = splitInstrumentId(id)
  const match = /^([A-Z0-9]{1,20})\/([A-Z0-9]{1,20})$/.exec(symbol)
  if (match === null || exchange === '')
    throw new InputError({ field: 'symbol', value: symbol, remedy: 'use a form such as BTC/USDT' })
  const [, base = '', quote = ''] = match
  const lotSize = grid.lot ?? quantity(FINEST)
  return {
    id,
    exchange,
    symbol,
    venueSymbol: `${base}${quote}`,
    base,
    quote,
    tickSize: grid.tick ?? price(FINEST),
    lotSize,
    minQuantity: lotSize,
    minNotional: money('0'),
    makerFee: fee,
    takerFee: fee,
  }
}

/** Candles of a file come from no exchange that has a name here. */
export const fileInstrumentId = (symbol: string): InstrumentId => instrumentId(exchangeId('file'), symbol)
