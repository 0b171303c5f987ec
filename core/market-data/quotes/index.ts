/**
 * Best bid and ask, last trade, 24 hour statistics -> quotes.
 * Invariant: a quote never goes back in the venue's sequence, and what is unknown is absent, not zero.
 */
export { QuoteBuilder } from './quote-builder.ts'
