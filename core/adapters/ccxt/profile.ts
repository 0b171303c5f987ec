import type { Channel, Instrument } from '../../domain/index.ts'
import type { CcxtExchange, CcxtMarket } from './ccxt-types.ts'

/** What differs from venue to venue on the way through ccxt. One file a venue. */
export interface CcxtProfile {
  /** ccxt's id, also the file the class is loaded from. */
  readonly id: string
  readonly config: Readonly<Record<string, unknown>>
  /** Changes to the instance after it is made: switching off what this feed does itself. */
  prepare(exchange: CcxtExchange): void
  /** Subscribes all symbols to a channel. Settles only when the subscription or its connection fails. */
  readonly watch: Readonly<Partial<Record<Channel, (exchange: CcxtExchange, symbols: readonly string[]) => Promise<unknown>>>>
  /** Which channel a key of `client.subscriptions` stands for. */
  channelOf(subscription: string): Channel | undefined
  /** Market data, which bypasses ccxt; everything else (answers, pings) is ccxt's own business. */
  isMarketFrame(text: string): boolean
  /** Last path segment of the REST addresses for book and candles. */
  readonly paths: { readonly depth: string; readonly candles: string }
  /** Asks for a REST book snapshot, deep enough to join the updates. */
  requestDepth(exchange: CcxtExchange, market: CcxtMarket): Promise<unknown>
  /** Asks for the newest `limit` candles, oldest first. */
  requestCandles(
    exchange: CcxtExchange,
    query: { readonly market: CcxtMarket; readonly timeframe: string; readonly limit: number; readonly endTime?: number },
  ): Promise<unknown>
  instrument(exchange: string, market: CcxtMarket): Instrument
}
