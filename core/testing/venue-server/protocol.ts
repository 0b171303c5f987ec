import type { BookChange, MarketSpec, VenueMarket, VenueTrade } from './market.ts'

export type VenueChannel = 'book' | 'trades' | 'ticker'

/** One client's socket, as a venue's protocol sees it. */
export interface VenueSession {
  /** Path behind the venue's host. */
  readonly path: string
  send(text: string): void
  subscribe(stream: string): void
  unsubscribe(stream: string): void
  has(stream: string): boolean
  /** The next number of a count of this socket, from 0. */
  count(name: string): number
  /** The market of a venue symbol; undefined for one that is not known, or refused. */
  market(venueSymbol: string, kind?: MarketSpec['kind']): VenueMarket | undefined
  now(): number
}

export interface RestCall {
  /** Behind the venue's host. */
  readonly path: string
  readonly query: URLSearchParams
  readonly markets: readonly VenueMarket[]
  readonly now: number
}

/** The least of one venue's protocol that a market data client needs. One file a venue. */
export interface VenueProtocol {
  /** ccxt's id. */
  readonly exchange: string
  readonly markets: readonly MarketSpec[]
  /** Levels a side that clients are told about; all when absent. */
  readonly depth?: number
  /** Text of a good reply; undefined for what is not served. */
  rest(call: RestCall): string | undefined
  /** What the venue adds to a good reply. */
  headers?(call: RestCall): Readonly<Record<string, string>>
  opened?(session: VenueSession): void
  received(text: string, session: VenueSession): void
  /** What the venue calls a channel of a market. */
  stream(channel: VenueChannel, market: VenueMarket): string
  /** Undefined for a change that this subscriber is not told about. */
  book(change: BookChange, market: VenueMarket, session: VenueSession): string | undefined
  trade(trade: VenueTrade, market: VenueMarket, session: VenueSession): string
  ticker(market: VenueMarket, session: VenueSession): string
  /** A sign of life that the venue sends by itself, or nothing for this socket. */
  beat?(session: VenueSession): string | undefined
}

/** What a client sent, which in these protocols is always an object. */
export const messageOf = (text: string): Readonly<Record<string, unknown>> =>
  JSON.parse(text) as Readonly<Record<string, unknown>>

export const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []

/** Best bid and ask with their sizes. */
export function best(market: VenueMarket): { bid: string; bidSize: string; ask: string; askSize: string } {
  const [bid = '', bidSize = ''] = market.book.sorted('bids')[0] ?? []
  const [ask = '', askSize = ''] = market.book.sorted('asks')[0] ?? []
  return { bid, bidSize, ask, askSize }
}
