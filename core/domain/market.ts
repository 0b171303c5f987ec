import type { Price, Quantity } from './decimal.ts'
import type { InstrumentId } from './ids.ts'
import type { Millis, Timeframe } from './time.ts'

export type Side = 'buy' | 'sell'
export const opposite = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy')

interface MarketFact {
  readonly instrument: InstrumentId
  /** When the venue says it happened. */
  readonly exchangeTime: Millis
  /** When this machine received it. */
  readonly receivedTime: Millis
}

export interface Trade extends MarketFact {
  readonly kind: 'trade'
  /** The venue's trade id. */
  readonly id: string
  readonly price: Price
  readonly quantity: Quantity
  /** The side of the taker. */
  readonly aggressor: Side
}

export interface BookLevel {
  readonly price: Price
  readonly quantity: Quantity
}

/** Levels best first: bids descending, asks ascending. */
export interface BookSnapshot extends MarketFact {
  readonly kind: 'book-snapshot'
  /** The venue's update id that the snapshot includes. */
  readonly sequence: number
  readonly bids: readonly BookLevel[]
  readonly asks: readonly BookLevel[]
}

/** Level changes in any order; a quantity of zero removes the level. */
export interface BookDelta extends MarketFact {
  readonly kind: 'book-delta'
  readonly firstSequence: number
  readonly lastSequence: number
  /** Where the venue chains updates by naming the previous one. */
  readonly previousSequence?: number
  readonly bids: readonly BookLevel[]
  readonly asks: readonly BookLevel[]
}

/** Sizes and prices are absent where the venue has not said them yet: missing, never zero. */
export interface Quote extends MarketFact {
  readonly kind: 'quote'
  readonly bid: Price
  readonly bidSize: Quantity
  readonly ask: Price
  readonly askSize: Quantity
  readonly last?: Price
  readonly volume24h?: Quantity
  /** Price 24 hours ago, for the day's change. */
  readonly open24h?: Price
}

export interface Candle extends MarketFact {
  readonly kind: 'candle'
  readonly timeframe: Timeframe
  readonly openTime: Millis
  readonly open: Price
  readonly high: Price
  readonly low: Price
  readonly close: Price
  readonly volume: Quantity
  readonly trades: number
  /** A closed candle never changes again. */
  readonly closed: boolean
}

/** A stretch of a stream that is known to be missing. */
export interface Gap extends MarketFact {
  readonly kind: 'gap'
  readonly channel: Channel
  readonly startSequence: number
  readonly endSequence: number
  readonly missingCount: number
  readonly cause: string
}

export const CHANNELS = ['trades', 'book', 'ticker', 'candles'] as const
export type Channel = (typeof CHANNELS)[number]

export type MarketEvent = Trade | BookSnapshot | BookDelta | Quote | Candle | Gap

export const midPrice = (bid: Price, ask: Price): Price => ((bid + ask) / 2n) as Price
