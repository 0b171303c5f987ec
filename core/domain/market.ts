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
  /** Fetched later to fill a hole: it is recorded and corrects its bars, and nothing live follows from it. */
  readonly backfilled?: true
}

export interface BookLevel {
  readonly price: Price
  readonly quantity: Quantity
}

/**
 * Levels best first: bids descending, asks ascending. One sampled for recording was true at its
 * `receivedTime`, an instant of the sampling grid, and its `exchangeTime` is that of the newest update in it.
 */
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
  /** A closed candle is told again only to correct it, when trades that belong to it came later. */
  readonly closed: boolean
}

/**
 * A stretch of a stream that is known to be missing. The same gap is told again, under the same id,
 * when its repair changes; the newest telling holds.
 */
export interface Gap extends MarketFact {
  readonly kind: 'gap'
  /** Stable over repairs and unique within an installation. */
  readonly id: string
  readonly channel: Channel
  /** First and last missing number; absent where the venue numbers nothing. */
  readonly startSequence?: number
  readonly endSequence?: number
  /** Absent where nobody can tell how many are missing. */
  readonly missingCount?: number
  /** Venue time of the last fact before the hole and of the first one after it. */
  readonly startTime: Millis
  readonly endTime: Millis
  readonly cause: string
  /** How many of the missing facts came afterwards. */
  readonly recovered: number
  /** snapshot: the book was rebuilt. backfill: every missing fact came after all. Absent while it is open. */
  readonly repairedBy?: 'snapshot' | 'backfill'
}

/** What one side of a book holds within a distance of the mid. */
export interface BinSide {
  readonly volume: Quantity
  /** Levels inside. */
  readonly count: number
  /** Volume-weighted average price, rounded half-even at 12 decimals; absent when nothing is inside. */
  readonly vwap?: Price
  /** The venue tells only part of its book and this bin reaches beyond it: there may be more. Absent: the bin is whole. */
  readonly truncated?: true
}

/** Cumulative from the mid outwards: a level belongs to every bin that is at least as wide as its distance. */
export interface BookBin {
  /** Distance from the mid in basis points of the mid, inclusive. */
  readonly bps: number
  readonly bid: BinSide
  readonly ask: BinSide
}

/**
 * A book at `receivedTime`, an instant of the sampling grid, in basis-point bins, narrowest first, over
 * all its levels. Without a bid or without an ask there is no mid: then the bins of both sides are empty.
 */
export interface BookBins extends MarketFact {
  readonly kind: 'book-bins'
  readonly bins: readonly BookBin[]
}

/**
 * Derived series of a market at `receivedTime`, an instant of the sampling grid; `exchangeTime` is the
 * venue's clock then. Absent is what cannot be said at that moment: nothing about the book while it is
 * not live and fresh, nothing about trades before the first one or while their stream is down.
 */
export interface DerivedMetrics extends MarketFact {
  readonly kind: 'metrics'
  /** Quantity bought minus quantity sold by takers since 00:00 UTC or the start of recording, whichever is later. Signed. */
  readonly cumulativeDelta?: Quantity
  /** Trades per second over the last 10 seconds of the venue's clock; absent until so long was listened to. */
  readonly tradeRate?: number
  /** Best ask minus best bid. */
  readonly spread?: Price
  /** Size-weighted between best bid and best ask: (bid * askSize + ask * bidSize) / (bidSize + askSize). */
  readonly microPrice?: number
  /** (bid volume - ask volume) / (bid volume + ask volume) over the best 10 levels a side, in [-1, 1]. */
  readonly imbalance?: number
  /**
   * Root of the mean squared one-second log return of the mid over the last 60 seconds, annualised by
   * 365 days of trading round the clock; needs 30 returns.
   */
  readonly realisedVolatility?: number
}

export const CHANNELS = ['trades', 'book', 'ticker', 'candles'] as const
export type Channel = (typeof CHANNELS)[number]

export type MarketEvent = Trade | BookSnapshot | BookDelta | Quote | Candle | Gap | BookBins | DerivedMetrics

export const midPrice = (bid: Price, ask: Price): Price => ((bid + ask) / 2n) as Price
