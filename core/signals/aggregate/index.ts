/**
 * Stage 4, first half. In: opinions that stand, and the quote. Out: candidate signals.
 * Invariant: a proposal carries every vote and every feature behind it, and what spoke against it;
 * the order in which opinions arrived does not matter.
 */
export * from './aggregator.ts'
export * from './consensus.ts'
export * from './options.ts'
export * from './pipeline.ts'
