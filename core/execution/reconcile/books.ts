import type { ClientOrderId, FillId, Instrument, InstrumentId, Money, Order, Quantity, VenueOrderId } from '../../domain/index.ts'
import type { AssetBalance, VenueOrder, VenueTrade } from '../../ports/index.ts'

/** What this program believes. */
export interface LocalBooks {
  /** Those that may still work, and final ones as far as they are kept: a late fill is theirs. */
  readonly orders: readonly Order[]
  /** Held of each instrument; absent is none. */
  readonly positions: ReadonlyMap<InstrumentId, Quantity>
  readonly currency: string
  /** Of the currency, what orders reserve included. */
  readonly cash: Money
  /** Fills that are booked; more than those that the venue lists does no harm. */
  readonly fills: ReadonlySet<FillId>
  /** Assets that are no instrument's base and not the currency, as far as they are known of. */
  readonly others: ReadonlyMap<string, Money>
  /** Orders of others that a person has taken note of. */
  readonly notedOrders: ReadonlySet<VenueOrderId>
}

/** What the venue says, read after each other as close as can be. */
export interface VenueBooks {
  /** Every open order, and final ones that were asked for one by one. */
  readonly orders: readonly VenueOrder[]
  readonly balances: readonly AssetBalance[]
  /** Since the books were last known to be whole. */
  readonly trades: readonly VenueTrade[]
}

export interface ReconcileInput {
  readonly local: LocalBooks
  readonly venue: VenueBooks
  readonly instruments: readonly Instrument[]
  /** What our client order ids begin with. */
  readonly prefix: string
}

export const isOurs = (id: ClientOrderId | undefined, prefix: string): boolean => id?.startsWith(prefix) === true

/** Quantities have 12 decimals, amounts of money 24. */
export const AMOUNT_OF_QUANTITY = 10n ** 12n

export const amountOf = (quantity: Quantity): Money => ((quantity as bigint) * AMOUNT_OF_QUANTITY) as Money
/** What is finer than a quantity can be is cut off. */
export const quantityOf = (amount: Money): Quantity => ((amount as bigint) / AMOUNT_OF_QUANTITY) as Quantity

/** The key of the difference that a fill is while it is not known here. */
export const fillKey = (id: FillId): string => `fill ${id}`

/** What a trade does to the holdings, by asset, at 24 decimals. */
export function effectsOf(trade: VenueTrade, instrument: Instrument): readonly (readonly [asset: string, change: bigint])[] {
  const sign = trade.side === 'buy' ? 1n : -1n
  return [
    [instrument.base, sign * (trade.quantity as bigint) * AMOUNT_OF_QUANTITY],
    [instrument.quote, -sign * (trade.price as bigint) * (trade.quantity as bigint)],
    [trade.feeAsset, -(trade.feeAmount as bigint)],
  ]
}
