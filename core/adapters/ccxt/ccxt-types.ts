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
  /** What waits for a message. */
  readonly futures: Readonly<Record<string, Promise<unknown>>>
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
  /** Doubles, or missing: what ccxt made of the venue's listing. */
  readonly precision?: Readonly<Partial<Record<'price' | 'amount', number>>>
  readonly limits?: Readonly<Partial<Record<'amount' | 'cost', { readonly min?: number }>>>
  readonly maker?: number
  readonly taker?: number
  readonly info: unknown
}

/** ccxt's unified structures: any field may be missing, whatever its documentation says. */
export interface CcxtTrade {
  readonly id?: string
  readonly timestamp?: number
  readonly side?: string
  readonly price?: number
  readonly amount?: number
}

export interface CcxtBook {
  readonly timestamp?: number
  readonly bids: readonly (readonly unknown[])[]
  readonly asks: readonly (readonly unknown[])[]
}

export type CcxtTicker = Readonly<
  Partial<Record<'bid' | 'bidVolume' | 'ask' | 'askVolume' | 'last' | 'open' | 'high' | 'low' | 'baseVolume', number>>
>

/** A REST reply as ccxt's network code hands it on. */
export interface CcxtResponse {
  readonly status: number
}
type Parameters = Readonly<Record<string, string | number>>

export interface CcxtExchange {
  readonly id: string
  /** Milliseconds between requests of cost 1, by ccxt's own reading of the venue's limits. */
  readonly rateLimit: number
  /** Which unified methods the venue offers; `emulated` is offered too. */
  readonly has: Readonly<Record<string, unknown>>
  readonly hostname?: string
  urls: Record<string, unknown>
  options: Record<string, unknown>
  timeout: number
  readonly clients: Readonly<Record<string, CcxtSocketClient>>
  readonly markets: Readonly<Record<string, CcxtMarket>> | undefined
  loadMarkets(reload?: boolean): Promise<Readonly<Record<string, CcxtMarket>>>
  loadHttpProxyAgent(): Promise<unknown>
  client(url: string): CcxtSocketClient
  /** Waits before each REST request. */
  throttle(cost?: number): Promise<void>
  fetch(...request: readonly unknown[]): Promise<unknown>
  getResponseHeaders(response: CcxtResponse): Readonly<Record<string, unknown>>
  handleRestResponse(response: CcxtResponse, ...rest: readonly unknown[]): Promise<unknown>
  /** How `precision` is to be read: 4 is a tick size, 2 a number of decimals. */
  readonly precisionMode: number
  watchTrades(symbol: string): Promise<readonly CcxtTrade[]>
  watchOrderBook(symbol: string): Promise<CcxtBook>
  watchTicker(symbol: string): Promise<CcxtTicker>
  fetchTrades(symbol: string, since?: number, limit?: number): Promise<readonly CcxtTrade[]>
  fetchOrderBook(symbol: string): Promise<CcxtBook>
  fetchTicker(symbol: string): Promise<CcxtTicker>
  fetchOHLCV(symbol: string, timeframe: string, since?: number, limit?: number): Promise<readonly (readonly unknown[])[]>
  /** The venue's time, ms. */
  fetchTime(): Promise<number>
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
