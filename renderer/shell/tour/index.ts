/**
 * The first-run tour: five coach marks on the demo market, from the first look to an approved paper trade.
 * Invariant: a mark covers neither what it explains nor anything that stops or cancels, and takes no click but its own.
 */
export { Tour } from './tour-card.tsx'
export { endTour, startTour, tour, TOUR_KEY } from './tour-store.ts'
