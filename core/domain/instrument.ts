import type { Money, Price, Quantity, Rate } from './decimal.ts'
import type { ExchangeId, InstrumentId } from './ids.ts'

/** What a venue lets one trade, and on which grid. */
export interface Instrument {
  readonly id: InstrumentId
  readonly exchange: ExchangeId
  /** Unified symbol, `BTC/USDT`. */
  readonly symbol: string
  /** The venue's own spelling, `BTCUSDT`. */
  readonly venueSymbol: string
  readonly base: string
  readonly quote: string
  readonly tickSize: Price
  readonly lotSize: Quantity
  readonly minQuantity: Quantity
  readonly minNotional: Money
  readonly makerFee: Rate
  readonly takerFee: Rate
}
