import type { Channel, Instrument, Millis, Timeframe } from '../../domain/index.ts'
import type { Clock, Logger, Random } from '../../ports/index.ts'

/** A text as received, with its address: what the market pipeline and the raw recorder both take. */
export interface FeedFrame {
  readonly kind: 'recv' | 'http' | 'connect'
  /** Stable name of the socket or REST client. */
  readonly connection: string
  readonly receivedTime: Millis
  readonly url: string
  readonly text: string
  /** False for answers, instrument lists and the like, which hold nothing for the pipeline. */
  readonly market: boolean
}

export type FeedStatus =
  | { readonly state: 'connected'; readonly connection: string; readonly channel: Channel; readonly at: Millis }
  | {
      readonly state: 'disconnected'
      readonly connection: string
      readonly channel: Channel
      readonly at: Millis
      readonly reason: string
      /** Milliseconds until the next try. */
      readonly retryIn: number
    }

export interface CcxtFeedOptions {
  /** ccxt's id. */
  readonly exchange: string
  /** Unified symbols, `BTC/USDT`. */
  readonly symbols: readonly string[]
  readonly channels?: readonly Channel[]
  /** Origin of another server that speaks the venue's protocol; see endpoint.ts for the rule. */
  readonly endpoint?: string
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly onFrame: (frame: FeedFrame) => void
  readonly onStatus: (status: FeedStatus) => void
  /** Silence after which a channel is torn down and subscribed again, ms. */
  readonly silence?: Partial<Record<Channel, number>>
  /** First step of the reconnect delay, ms. */
  readonly backoffBase?: number
}

export interface CcxtFeed {
  /** The configured markets as the venue lists them; known when the feed has opened. */
  readonly instruments: readonly Instrument[]
  /**
   * Gets a book anew: fetches a REST snapshot and passes it to `onFrame`, or has the venue send one over
   * the socket by subscribing again. False when that failed. One at a time per symbol.
   */
  requestSnapshot(symbol: string): Promise<boolean>
  /** The venue's own text of its newest candles (before `endTime`), oldest first; for the venue's history mapper. Rejects after three tries. */
  fetchCandlesText(query: {
    readonly symbol: string
    readonly timeframe: Timeframe
    readonly limit: number
    readonly endTime?: Millis
  }): Promise<{ readonly text: string; readonly receivedTime: Millis }>
  /**
   * The venue's own text of trades of a market, for its {@link tradesHistoryFor}. Asked for are those from `fromId`
   * on (inclusive), or those between `since` and `until`, or the newest. Venues that read backwards
   * give the newest of a window first, and venues that keep only the newest give those, so what
   * came has to be looked at, and asked for again from there. Rejects after three tries.
   */
  fetchTradesText(query: {
    readonly symbol: string
    readonly fromId?: string
    readonly since?: Millis
    readonly until?: Millis
    readonly limit: number
  }): Promise<{ readonly text: string; readonly receivedTime: Millis; readonly url: string }>
  /** Everything is closed and nothing keeps the process alive when this resolves. */
  close(): Promise<void>
}
