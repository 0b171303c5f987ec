/**
 * The few members of ccxt's objects that the feed uses. ccxt's own declarations cover a hundred
 * exchanges and slow every type check down, so this border states what is relied upon.
 */
export interface CcxtSocketClient {
  url: string
  /** Time between pings, ms. */
  readonly keepAlive: number
  /** Set for good when the socket failed or was given up. */
  readonly error?: unknown
  readonly subscriptions: Readonly<Record<string, unknown>>
  readonly connection?: { terminate?(): void }
  isConnected: boolean
  /** Wall clock of the last answer to a ping, ms. */
  readonly lastPong?: number
  createConnection(): void
  onMessage(event: { readonly data: unknown }): void
  onConnectedCallback(client: CcxtSocketClient): void
  onErrorCallback(client: CcxtSocketClient, error: unknown): void
  onCloseCallback(client: CcxtSocketClient, event: unknown): void
  onError(error: Error): void
  /** Fails everything that waits on the socket. */
  reject(error: Error): unknown
  send(message: unknown): Promise<unknown>
  close(): unknown
}

export interface CcxtMarket {
  readonly id: string
  readonly symbol: string
  /** `spot`, `swap`, ... */
  readonly type?: string
  readonly base: string
  readonly quote: string
  readonly active?: boolean
  readonly maker?: number
  readonly taker?: number
  readonly info: unknown
}

type Parameters = Readonly<Record<string, string | number>>

export interface CcxtExchange {
  readonly id: string
  readonly hostname?: string
  urls: Record<string, unknown>
  options: Record<string, unknown>
  timeout: number
  readonly clients: Readonly<Record<string, CcxtSocketClient>>
  readonly markets: Readonly<Record<string, CcxtMarket>> | undefined
  loadMarkets(reload?: boolean): Promise<Readonly<Record<string, CcxtMarket>>>
  loadHttpProxyAgent(): Promise<unknown>
  client(url: string): CcxtSocketClient
  milliseconds(): number
  onRestResponse(...response: readonly unknown[]): string
  close(): Promise<unknown>
  request(...call: readonly [path: string, api: string, method: string, ...rest: unknown[]]): Promise<unknown>

  watchTradesForSymbols(symbols: readonly string[]): Promise<unknown>
  watchOrderBookForSymbols(symbols: readonly string[], limit?: number): Promise<unknown>
  unWatchOrderBookForSymbols(symbols: readonly string[], params?: Parameters): Promise<unknown>
  watchTickers(symbols: readonly string[], params?: Parameters): Promise<unknown>
  watchOHLCVForSymbols(symbolsAndTimeframes: readonly (readonly [string, string])[]): Promise<unknown>

  /** binance, and trades of kraken */
  handleOrderBookSubscription(): void
  publicGetDepth(params: Parameters): Promise<unknown>
  publicGetKlines(params: Parameters): Promise<unknown>
  publicGetTrades(params: Parameters): Promise<unknown>
  publicGetAggTrades(params: Parameters): Promise<unknown>
  /** okx */
  publicGetMarketCandles(params: Parameters): Promise<unknown>
  publicGetMarketHistoryCandles(params: Parameters): Promise<unknown>
  publicGetMarketTrades(params: Parameters): Promise<unknown>
  publicGetMarketHistoryTrades(params: Parameters): Promise<unknown>
  /** bybit */
  publicGetV5MarketKline(params: Parameters): Promise<unknown>
  publicGetV5MarketRecentTrade(params: Parameters): Promise<unknown>
  /** coinbase */
  subscribeMultiple(channel: string, isPrivate: boolean, symbols: readonly string[]): Promise<unknown>
  v3PublicGetBrokerageMarketProductsProductIdCandles(params: Parameters): Promise<unknown>
  v3PublicGetBrokerageMarketProductsProductIdTicker(params: Parameters): Promise<unknown>
  /** kraken; a subscription of one's own, and the end of one */
  watch(url: string, messageHash: string, message: unknown, subscribeHash: string): Promise<unknown>
  cleanUnsubscription(client: CcxtSocketClient, subscribeHash: string, unsubscribeHash: string): void
  /** True for a message that is no error. */
  handleErrorMessage(client: CcxtSocketClient, message: unknown): boolean
  publicGetOHLC(params: Parameters): Promise<unknown>
}
