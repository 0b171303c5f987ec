import type { ClientOrderId, ClockReading, FillId, InstrumentId, Millis, Money, VenueOrder, VenueTrade } from '../domain/index.ts'

export type { VenueOrder, VenueTrade } from '../domain/index.ts'

/** What a venue holds of one asset, exact. */
export interface AssetBalance {
  readonly asset: string
  readonly free: Money
  /** Held for working orders. */
  readonly locked: Money
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
