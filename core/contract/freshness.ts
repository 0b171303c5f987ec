import { FRESHNESS, type FreshnessTier } from '../domain/index.ts'
import type { CacheRow } from './api.ts'

/** Screens judge ages by the same tiers as the program itself. */
export { FRESHNESS, type FreshnessTier }

/** What a service's memory of newest values was asked for, by tier. */
export const cacheRows = (counts: ReadonlyMap<FreshnessTier, Omit<CacheRow, 'tier' | 'freshFor'>>): readonly CacheRow[] =>
  [...counts].map(([tier, reads]) => ({ tier, freshFor: FRESHNESS[tier], ...reads }))
