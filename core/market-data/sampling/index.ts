/**
 * Live books and trades -> what is recorded of them at the instants of a grid: book snapshots,
 * basis-point bins, derived metrics.
 * Invariant: a sample is what was known at its instant, at most one per slot; nothing is said of a
 * book that is not live and fresh.
 */
export { bookBins, binWidths, type BinWidth } from './bins.ts'
export { MarketSampler, type SampledEvent, type SampledMarkets, type SamplingOptions } from './sampler.ts'
