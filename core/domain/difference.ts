import type { Money, Quantity } from './decimal.ts'
import type { InstrumentId } from './ids.ts'
import type { Instrument } from './instrument.ts'
import type { Order } from './order.ts'
import type { VenueOrder, VenueTrade } from './venue-record.ts'

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
export const SETTLEMENTS = ['adopt', 'flatten', 'ignore'] as const
export type Settlement = (typeof SETTLEMENTS)[number]

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
 * One difference between our books and the venue's. What is adopted is a step from here to there, so differences may
 * be adopted in any order, and a position that fills explain which are not known here is no difference of its own.
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
  | (Common & { readonly subject: 'asset'; readonly asset: string; readonly amountChange: Money })
  | (Common & { readonly subject: 'cash'; readonly amountChange: Money })
