/**
 * Times of messages -> how fresh each channel of each market is, and the venue's own time.
 * Invariant: silence always shows; a cut connection is never live until it speaks again.
 */
export { CHANNEL_FRESHNESS, type Freshness, type FreshnessState, FreshnessTracker } from './freshness.ts'
export { VenueClock } from './venue-clock.ts'
