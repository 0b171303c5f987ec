import { type Channel, InputError, type Instrument, type Millis, type Timeframe } from '../../domain/index.ts'
import type { CcxtExchange, CcxtMarket } from './ccxt-types.ts'

export interface CandlesQuery {
  readonly market: CcxtMarket
  readonly timeframe: Timeframe
  readonly limit: number
  readonly endTime?: number
}

export interface TradesQuery {
  readonly market: CcxtMarket
  readonly fromId?: string
  readonly since?: Millis
  readonly until?: Millis
  readonly limit: number
}

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
  /** How to get a book anew. */
  readonly books: RequestedBooks | StreamedBooks
  /** Asks for the newest `limit` candles that open before `endTime`, or as many as the venue gives at once. */
  requestCandles(exchange: CcxtExchange, query: CandlesQuery): Promise<unknown>
  /** Asks for trades; see {@link CcxtFeed.fetchTradesText}. The newest reply counts. */
  requestTrades(exchange: CcxtExchange, query: TradesQuery): Promise<unknown>
  instrument(exchange: string, market: CcxtMarket): Instrument
}

/** A REST reply that the updates continue. */
export interface RequestedBooks {
  readonly kind: 'request'
  /** Last path segment of its address. */
  readonly path: string
  /** Asks for a snapshot, deep enough to join the updates. */
  request(exchange: CcxtExchange, market: CcxtMarket): Promise<unknown>
}

/** A snapshot at the start of each subscription. */
export interface StreamedBooks {
  readonly kind: 'stream'
  /** Unsubscribes one symbol; {@link CcxtProfile.watch} subscribes it again. Absent: the socket has to go. */
  unsubscribe?(exchange: CcxtExchange, symbol: string): Promise<unknown>
}

/** The venue's name of a timeframe. Throws {@link InputError} where it has none. */
export function venueTimeframe(names: Readonly<Partial<Record<Timeframe, string>>>, timeframe: Timeframe): string {
  const name = names[timeframe]
  if (name !== undefined) return name
  const remedy = `this exchange has ${Object.keys(names).join(', ')}`
  throw new InputError({ field: 'timeframe', value: timeframe, remedy })
}
