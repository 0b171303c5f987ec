import {
  type BookLevel,
  decimalsOf,
  type Instrument,
  type InstrumentId,
  money,
  type Price,
  price,
  type Quantity,
  quantity,
  rate,
  splitInstrumentId,
} from '../../domain/index.ts'

/** What a taker and a maker pay where a recording does not say: the base tier of the large spot venues. */
const ASSUMED_FEE = '0.001'

const grid = (decimals: number): string => (decimals === 0 ? '1' : `0.${'0'.repeat(decimals - 1)}1`)
const finest = (values: readonly (Price | Quantity)[]): number => Math.max(0, ...values.map((value) => decimalsOf(value)))

/**
 * An instrument as far as a recorded book tells: the grid is the finest decimal that any level
 * shows, which is never coarser than needed to write its prices and sizes.
 */
export function deriveInstrument(id: InstrumentId, levels: readonly BookLevel[]): Instrument {
  const { exchange, symbol } = splitInstrumentId(id)
  // A derivative's `BASE/QUOTE:SETTLE`, or a venue's own name where there is no pair to it.
  const [pair = symbol] = symbol.split(':')
  const [base = pair, quote = ''] = pair.split('/')
  const lotSize = quantity(grid(finest(levels.map((level) => level.quantity))))
  return {
    id,
    exchange,
    symbol,
    venueSymbol: symbol.replace('/', ''),
    base,
    quote,
    tickSize: price(grid(finest(levels.map((level) => level.price)))),
    lotSize,
    minQuantity: lotSize,
    minNotional: money('0'),
    makerFee: rate(ASSUMED_FEE),
    takerFee: rate(ASSUMED_FEE),
  }
}
