import type { Money, Rate } from './decimal.ts'

/**
 * A size by what it comes to instead of by its amount; the amount is rounded down to the lot, so that it never comes to more.
 * money         what a purchase costs with its taker fee, or a sale brings before it, in the quote currency
 * percent       the same, as a fraction of equity
 * risk          what is lost at the stop, fees excluded
 * risk-percent  the same, as a fraction of equity
 * held          of a sale: a fraction of what is held and promised to no other sale
 */
export type SizeBy =
  | { readonly kind: 'money'; readonly value: Money }
  | { readonly kind: 'percent'; readonly value: Rate }
  | { readonly kind: 'risk'; readonly value: Money }
  | { readonly kind: 'risk-percent'; readonly value: Rate }
  | { readonly kind: 'held'; readonly value: Rate }
