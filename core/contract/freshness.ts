/** Screens judge ages by the same tiers as the program itself. */
export { FRESHNESS, type FreshnessTier } from '../domain/index.ts'
