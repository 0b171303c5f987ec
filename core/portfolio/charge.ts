import {
  assetsOf,
  type Fill,
  type InstrumentId,
  instrumentId,
  negate,
  type Quantity,
  splitInstrumentId,
  subtract,
  ZERO_QUANTITY,
} from '../domain/index.ts'

/** What a fill took besides its quote-currency fee. */
export interface Charge {
  /** Of the asset that is traded: a purchase brings in so much less, a sale gives away so much more. */
  readonly base: Quantity
  /** Of a third asset. */
  readonly other?: { readonly asset: string; readonly quantity: Quantity }
}

export function chargeOf(fill: Fill): Charge {
  const { feeAsset, feeQuantity } = fill
  if (feeAsset === undefined || feeQuantity === undefined) return { base: ZERO_QUANTITY }
  const { base, quote } = assetsOf(fill.instrument)
  if (feeAsset === base) return { base: feeQuantity }
  if (feeAsset === quote) return { base: ZERO_QUANTITY }
  return { base: ZERO_QUANTITY, other: { asset: feeAsset, quantity: feeQuantity } }
}

/** Where a fee in a third asset is taken from, if it is held: that asset at the same venue, bought with the same currency. */
export const feeSource = (traded: InstrumentId, asset: string): InstrumentId =>
  instrumentId(splitInstrumentId(traded).exchange, `${asset}/${assetsOf(traded).quote}`)

/** What a fill does to the quantity that is held: signed, with what the fee takes of it. */
export function quantityChange(fill: Fill): Quantity {
  const traded = fill.side === 'buy' ? fill.quantity : negate(fill.quantity)
  return subtract(traded, chargeOf(fill).base)
}
