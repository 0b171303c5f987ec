import type {
  ClientOrderId,
  ClockReading,
  FillId,
  InstrumentId,
  Millis,
  Money,
  Price,
  Quantity,
  Side,
  VenueOrderId,
} from '../domain/index.ts'

/** What a venue holds of one asset, exact. */
export interface AssetBalance {
  readonly asset: string
  readonly free: Money
  /** Held for working orders. */
  readonly locked: Money
}

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

/** What a key may do, as the venue says. */
export interface KeyPermissions {
  readonly canRead: boolean
  readonly canTrade: boolean
  readonly canWithdraw: boolean
  /** May move funds to other accounts of the venue. */
  readonly canTransfer: boolean
  /** Works from listed addresses only. */
  readonly ipRestricted: boolean
  /** When trading with it ends. */
  readonly tradingUntil?: Millis
}

/** From when on trades are wanted: a time, or the venue's trade id as {@link VenueTrade.fillId} has it, exclusive. */
export type TradesFrom = { readonly since: Millis } | { readonly after: FillId }

/**
 * Reads the account at a venue, for the gate to live trading and for reconciling. Every call rejects with
 * {@link VenueReadError} when the venue did not answer or not in a way that can be read.
 */
export interface VenueAccount {
  balances(): Promise<readonly AssetBalance[]>
  /** Of every market, also those that this program does not trade. */
  openOrders(): Promise<readonly VenueOrder[]>
  /** Oldest first, all of them. */
  trades(instrument: InstrumentId, from: TradesFrom): Promise<readonly VenueTrade[]>
  /** Undefined when the venue knows no such order. */
  order(instrument: InstrumentId, clientOrderId: ClientOrderId): Promise<VenueOrder | undefined>
  clock(): Promise<ClockReading>
  permissions(): Promise<KeyPermissions>
}

/** The venue could not be read; `code` is the venue's own where it gave one. Never holds any part of a secret. */
export class VenueReadError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.name = 'VenueReadError'
    this.code = code
  }
}
