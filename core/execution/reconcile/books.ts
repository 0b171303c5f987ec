import type { ClientOrderId, FillId, Instrument, InstrumentId, Money, Order, Quantity, VenueOrderId } from '../../domain/index.ts'
import type { AssetBalance, VenueOrder, VenueTrade } from '../../ports/index.ts'

/** What this program believes. */
export interface LocalBooks {
  /** Those that may still work; final ones do no harm. */
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

export const DIFFERENCE_KINDS = [
  'missing-here',
  'missing-there',
  'quantity',
  'state',
  'fill-not-known',
  'external-order',
  'dust',
] as const
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number]

/** How a person may settle a difference. Flatten sells what is held or cancels what works. */
export type Settlement = 'adopt' | 'flatten' | 'ignore'

interface Common {
  readonly kind: DifferenceKind
  /** The same for the same difference each time. */
  readonly key: string
  /** Both sides in words and digits, for the table. */
  readonly here: string
  readonly there: string
  readonly settlements: readonly Settlement[]
}

/**
 * One difference. What is adopted is a step from here to there, so differences may be adopted in any order, and
 * a position that fills explain which are not known here is no difference of its own.
 */
export type Difference =
  | (Common & {
      readonly subject: 'order'
      readonly order?: Order
      readonly row?: VenueOrder
      /** Filled there and neither booked here nor explained by a fill of this list. */
      readonly change: Quantity
    })
  | (Common & { readonly subject: 'fill'; readonly trade: VenueTrade; readonly order?: Order; readonly instrument?: Instrument })
  | (Common & { readonly subject: 'position'; readonly instrument: InstrumentId; readonly change: Quantity })
  | (Common & { readonly subject: 'asset'; readonly asset: string; readonly change: Money })
  | (Common & { readonly subject: 'cash'; readonly change: Money })

export const isOurs = (id: ClientOrderId | undefined, prefix: string): boolean => id?.startsWith(prefix) === true

/** Quantities have 12 decimals, amounts of money 24. */
export const AMOUNT_OF_QUANTITY = 10n ** 12n

/** What a trade does to the holdings, by asset, at 24 decimals. */
export function effectsOf(trade: VenueTrade, instrument: Instrument): readonly (readonly [asset: string, change: bigint])[] {
  const sign = trade.side === 'buy' ? 1n : -1n
  return [
    [instrument.base, sign * (trade.quantity as bigint) * AMOUNT_OF_QUANTITY],
    [instrument.quote, -sign * (trade.price as bigint) * (trade.quantity as bigint)],
    [trade.feeAsset, -(trade.feeAmount as bigint)],
  ]
}
