import type { Money, Price, Quantity } from './decimal.ts'
import type { ClientOrderId, FillId, InstrumentId, VenueOrderId } from './ids.ts'
import type { Side } from './market.ts'
import type { Millis } from './time.ts'

/** The venue's own view of an order; `working` also when part of it is filled. */
export interface VenueOrder {
  /** Undefined for a market that this program does not trade. */
  readonly instrument: InstrumentId | undefined
  /** The venue's own spelling of the market. */
  readonly venueSymbol: string
  readonly clientOrderId: ClientOrderId
  readonly venueOrderId: VenueOrderId
  readonly side: Side
  /** In the venue's words. */
  readonly kind: string
  readonly quantity: Quantity
  readonly filled: Quantity
  readonly limitPrice?: Price
  readonly stopPrice?: Price
  readonly state: 'working' | 'filled' | 'cancelled' | 'rejected' | 'expired'
  readonly updatedAt: Millis
}

/** A fill as the venue has it on record. */
export interface VenueTrade {
  /** Made of the venue's trade id; the same by stream and by request. */
  readonly fillId: FillId
  readonly instrument: InstrumentId | undefined
  readonly venueSymbol: string
  readonly venueOrderId: VenueOrderId
  /** Known from the stream only; a request for trades tells the venue's order id alone. */
  readonly clientOrderId?: ClientOrderId
  readonly side: Side
  readonly price: Price
  readonly quantity: Quantity
  readonly feeAsset: string
  readonly feeAmount: Money
  readonly liquidity: 'maker' | 'taker'
  readonly at: Millis
}
