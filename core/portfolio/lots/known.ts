import { add, type Money, type Quantity, share, subtract } from '../../domain/index.ts'

/** An amount that may be unknown; what it is part of is then unknown too. */
export type Known = Money | undefined

export const plus = (a: Known, b: Known): Known => (a === undefined || b === undefined ? undefined : add(a, b))
export const minus = (a: Known, b: Known): Known => (a === undefined || b === undefined ? undefined : subtract(a, b))
export const partOf = (amount: Known, part: Quantity, whole: Quantity): Known =>
  amount === undefined ? undefined : share(amount, part, whole)
