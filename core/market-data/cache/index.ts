/**
 * Newest values with the time they were true -> the same values with their age.
 * Invariant: what is older than its tier comes back marked stale, never as fresh; memory is bounded.
 */
export { type Aged, type CacheCounts, SnapshotCache } from './snapshot-cache.ts'
