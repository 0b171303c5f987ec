/**
 * ccxt as the way to a venue's public market data: raw frames out, as received, no keys in.
 * Invariant: with an endpoint given nothing else is ever contacted; market frames bypass ccxt's
 * parsing, which would round them.
 */
export { backoffDelay, pause } from './backoff.ts'
export { parseEndpoint, rewriteUrl } from './endpoint.ts'
export { feedKindOf, openCcxtFeed } from './feed.ts'
export type { CcxtFeed, CcxtFeedOptions, FeedFrame, FeedStatus } from './feed-types.ts'
export { loadExchange } from './load.ts'
export type { BudgetUse, Priority } from './rate-budget.ts'
export type { CcxtExchange, CcxtSocketClient } from './ccxt-types.ts'
