/**
 * Our books and the venue's -> a list of differences that a person settles: adopt, flatten or ignore.
 * Invariant: equal books have none; adopting every difference, in any order, leaves none; nothing is invented and
 * nothing is repaired unasked. Pure but for the reading of the venue through its port.
 */
export { adopt, type AdoptContext, orderOf, takenOver } from './adopt.ts'
export { amountOf, fillKey, type LocalBooks, quantityOf, type ReconcileInput, type VenueBooks } from './books.ts'
export { type ReadVenueOptions, readVenueBooks } from './read-venue.ts'
export { reconcile } from './reconcile.ts'
