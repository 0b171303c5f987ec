/**
 * So many working orders and positions of an account made up for it, and so many failing requests -> the time until
 * nothing works and nothing is held, and what is left over.
 * Invariant: nothing of anybody's account is touched; the same seed gives the same drill.
 */
export * from './drill.ts'
export * from './faulty-venue.ts'
