/**
 * Recorded market data -> a running exchange on 127.0.0.1 that speaks Binance spot's REST, stream
 * and ws-api protocols. Clients reach it by the rewrite rule: the original host becomes the first
 * segment of the path. The source `still` has a market that moves only when it is told to.
 * Invariant: nothing is sent beyond the loopback; balances are conserved to the last digit; depth
 * differences chain without a hole and rebuild exactly the REST book.
 */
export { DEMO_MARKET_NOTICE, DEMO_RECORDING_NOTICE } from './about.ts'
export { type AccountConfig, DEMO_ACCOUNT } from './exchange/account.ts'
export type { RestRequest } from './protocol/exchange.ts'
export { type Faults, type FrameFault, REST_FAULTS, type RestFault } from './protocol/faults.ts'
export { SYMBOLS } from './exchange/symbol.ts'
export { type DemoExchange, type DemoExchangeOptions, type LedgerOrder, startDemoExchange } from './start.ts'
