/** Inputs of a market and of a person -> the trader's engine, its streams and its answers. */
export { AccountFigures } from './account-figures.ts'
export { overridesRow } from './override-ledger.ts'
export { type OpenStories, runStoryThread, storiesHere, storyIn, storyThreads } from './stories.ts'
export { tradingConfig } from './trading-config.ts'
export { Snapshots } from './snapshots.ts'
