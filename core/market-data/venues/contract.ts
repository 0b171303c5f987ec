import type { Candle, Instrument, InstrumentId, Millis, Side, Timeframe, Trade } from '../../domain/index.ts'
import type { CrcPiece } from './crc32.ts'
import type { LevelColumns } from './scan/level-columns.ts'

/** One text as it came off a socket or out of a REST reply. */
export interface RawFrame {
  /** Which socket or request it came over. */
  readonly connection: string
  readonly text: string
  readonly receivedTime: Millis
  /** The address of the request or socket: some venues say the symbol or the kind of market only there. */
  readonly url?: string
  /** The venue's symbol where neither text nor address names it. */
  readonly symbolHint?: string
}

/** `[price, size, ...]` exactly as the venue wrote them. */
export type RawLevel = readonly [price: string, size: string, ...rest: unknown[]]
export type RawLevels = readonly RawLevel[]
/** Levels as texts, or decoded already: both say the same numbers. Columns hold good until `emit` returns. */
export type Levels = RawLevels | LevelColumns

interface RawFact {
  /** The venue's own spelling, upper case; qualified (`linear:BTCUSDT`) where a venue spells several markets alike. */
  readonly venueSymbol: string
  /** The venue's time in ms; absent where it says none. */
  readonly exchangeTime?: number
}

export interface TradeFact extends RawFact {
  readonly kind: 'trade'
  /** Venues publish one market in several numberings (single trades, aggregates); ids compare only inside one. */
  readonly series: string
  readonly id: string
  readonly price: string
  readonly quantity: string
  readonly aggressor: Side
  /** Shown at the start of a subscription: may be older than a live trade ever is. */
  readonly history?: true
}

/** What a book update may say about the book it leads to. */
interface BookFact {
  /** Sequences are 0 and mean nothing: the venue numbers no updates, and only a checksum can tell a loss. */
  readonly unnumbered?: true
  /** Of the book after this fact, as an unsigned integer; see {@link ChecksumRule}. */
  readonly checksum?: number
}

export interface BookSnapshotFact extends Omit<RawFact, 'venueSymbol'>, BookFact {
  readonly kind: 'book-snapshot'
  /** Absent in Binance's spot REST reply when no address is known. */
  readonly venueSymbol?: string
  readonly sequence: number
  readonly bids: Levels
  readonly asks: Levels
  /** Levels a side that the venue keeps telling about; what falls out of them must be dropped. */
  readonly depth?: number
}

export interface BookDeltaFact extends RawFact, BookFact {
  readonly kind: 'book-delta'
  readonly firstSequence: number
  readonly lastSequence: number
  readonly previousSequence?: number
  readonly bids: Levels
  readonly asks: Levels
}

/** The depth of a book subscription, said apart from the book; it outranks a snapshot's own. */
export interface BookDepthFact {
  readonly kind: 'book-depth'
  readonly venueSymbol: string
  readonly depth: number
}

/** The number of this frame on its connection, first fact of the frame: a jump loses something of every market on it. */
export interface ConnectionSequenceFact {
  readonly kind: 'connection-sequence'
  readonly sequence: number
}

/** Best bid and ask as the venue announces them apart from the book. */
export interface TopFact extends RawFact {
  readonly kind: 'top'
  readonly sequence?: number
  readonly bid: string
  readonly bidSize: string
  readonly ask: string
  readonly askSize: string
}

/** Rolling 24 hour statistics; absent is what the venue does not say, or what did not change. */
export interface TickerFact extends RawFact {
  readonly kind: 'ticker'
  readonly last?: string
  readonly open?: string
  readonly high?: string
  readonly low?: string
  readonly volume?: string
}

export interface CandleFact extends RawFact {
  readonly kind: 'candle'
  readonly timeframe: Timeframe
  readonly openTime: number
  readonly open: string
  readonly high: string
  readonly low: string
  readonly close: string
  readonly volume: string
  /** 0 where the venue does not count them. */
  readonly trades: number
  readonly closed: boolean
}

/** A subscription answer, a heartbeat: correct and without market content. */
export interface ControlFact {
  readonly kind: 'control'
}

/** The frame is not what the venue documents; nothing of it may be used. */
export interface MalformedFact {
  readonly kind: 'malformed'
  readonly reason: string
  /** The market whose book misses an update now, where the frame still tells and no number will show it. */
  readonly bookOf?: string
}

export type VenueFact =
  | TradeFact
  | BookSnapshotFact
  | BookDeltaFact
  | BookDepthFact
  | ConnectionSequenceFact
  | TopFact
  | TickerFact
  | CandleFact
  | ControlFact
  | MalformedFact

/** Where a delta stands relative to the last sequence already in the book. */
export type SequenceVerdict = 'old' | 'next' | 'gap'

/** A venue's rule for chaining book updates. */
export interface SequenceRule {
  classify(last: number, delta: BookDeltaFact): SequenceVerdict
  /** First and last missing sequence when {@link classify} says `gap`. */
  missing(last: number, delta: BookDeltaFact): { readonly start: number; readonly end: number }
}

/** {@link LevelPieces.unchanged} of a side on which nothing changed. */
export const ALL_UNCHANGED = 2 ** 30

/** What the levels of one side add to a checksum, best first. */
export interface LevelPieces {
  readonly length: number
  /** So many of the first are what they were at the last digest. */
  readonly unchanged: number
  piece(rank: number): CrcPiece
}

/** How a venue's checksum is made of its book. Pure. */
export interface ChecksumRule {
  /** Levels a side that it covers. */
  readonly depth: number
  /** What a level adds, from the venue's own digits of its price and its size, where they are in the frame being read. */
  piece(priceAt: number, priceEnd: number, sizeAt: number, sizeEnd: number): CrcPiece
  /**
   * Unsigned, of the best {@link depth} levels a side. `sums`, of two for each level of a side, is what
   * the last digest of the same book left behind, so that only what changed is summed up again.
   */
  digest(bids: LevelPieces, asks: LevelPieces, sums: Int32Array): number
}

/**
 * Reads one venue's wire. Pure: the same frame always gives the same facts, and it never
 * throws, whatever the text.
 */
export interface VenueMapper {
  /** ccxt's id, used in instrument ids. */
  readonly exchange: string
  readonly sequence: SequenceRule
  /**
   * request: a REST snapshot joins the updates kept since. stream: it comes over the same socket, in
   * order, after (re)subscribing, and voids what came before.
   */
  readonly snapshots: 'request' | 'stream'
  readonly checksum?: ChecksumRule
  /** The depths at which the venue cuts a streamed book without saying so in its messages; absent where it streams all of it. */
  readonly bookDepths?: readonly number[]
  /** Whether trade ids of the series count up by one, so that a jump is a loss. */
  readonly contiguousTradeIds: (series: string) => boolean
  /**
   * Calls `emit` at least once per frame. What it emits is good until the next frame: decoded levels are
   * overwritten then. A venue's frequent frames may be read by a grammar (scan/scanned.ts tells how to
   * write one), which must say the same as the reading of any JSON.
   */
  map(frame: RawFrame, emit: (fact: VenueFact) => void): void
  /** The unified symbol of a venue symbol that no instrument list explains, or null. */
  symbolOf(venueSymbol: string): string | null
  /** The qualified venue symbol of a listed instrument, where a fact's `venueSymbol` is more than its own spelling. */
  keyOf?(instrument: Pick<Instrument, 'symbol' | 'venueSymbol'>): string
}

/** A venue's REST klines, oldest first. */
export type HistoryMapper = (
  text: string,
  of: { instrument: InstrumentId; timeframe: Timeframe; receivedTime: Millis },
) => readonly Candle[]

/** A venue's REST trades, oldest first, with ids of the numbering that its stream uses. */
export type TradesHistoryMapper = (
  text: string,
  of: { readonly instrument: InstrumentId; readonly receivedTime: Millis },
) => readonly Trade[]
