/**
 * Our orders -> a venue with real money, and what it says -> reports, each fill once. Through ccxt, with keys.
 * Invariant: an order request leaves at most once, a pair's too, and of a pair both orders exist or neither; a refusal
 * is only what the venue documents as one, everything else is unknown until the venue is asked by our client order id;
 * decimals leave as our exact text; keys are in the clear in one function only.
 */
export { openLiveVenue } from './live-venue.ts'
export type { LiveVenueOptions, LiveVenueTimes } from './live-venue-options.ts'
