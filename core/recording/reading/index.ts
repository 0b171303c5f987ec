export { combinedMarketReader } from './combined-reader.ts'
export { compareFacts, identityOf, timeOf } from './fact-order.ts'
export { factsOf } from './facts-of.ts'
