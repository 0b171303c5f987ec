import type { Candle, InstrumentId, Millis, Side, Timeframe } from '../../domain/index.ts'

/** One text as it came off a socket or out of a REST reply. */
export interface RawFrame {
  /** Which socket or request it came over. */
  readonly connection: string
  readonly text: string
  readonly receivedTime: Millis
  /** The address, for REST replies: some say their symbol only there. */
  readonly url?: string
  /** The venue's symbol where neither text nor address names it. */
  readonly symbolHint?: string
}

/** `[price, size, ...]` exactly as the venue wrote them. */
export type RawLevel = readonly [price: string, size: string, ...rest: unknown[]]
export type RawLevels = readonly RawLevel[]

interface RawFact {
  /** The venue's own spelling, upper case. */
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
}

export interface BookSnapshotFact extends Omit<RawFact, 'venueSymbol'> {
  readonly kind: 'book-snapshot'
  /** Absent in Binance's spot REST reply when no address is known. */
  readonly venueSymbol?: string
  readonly sequence: number
  readonly bids: RawLevels
  readonly asks: RawLevels
}

export interface BookDeltaFact extends RawFact {
  readonly kind: 'book-delta'
  readonly firstSequence: number
  readonly lastSequence: number
  readonly previousSequence?: number
  readonly bids: RawLevels
  readonly asks: RawLevels
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

/** Rolling 24 hour statistics. */
export interface TickerFact extends RawFact {
  readonly kind: 'ticker'
  readonly last: string
  readonly open: string
  readonly high: string
  readonly low: string
  readonly volume: string
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
}

export type VenueFact =
  | TradeFact
  | BookSnapshotFact
  | BookDeltaFact
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

/**
 * Reads one venue's wire. Pure: the same frame always gives the same facts, and it never
 * throws, whatever the text.
 */
export interface VenueMapper {
  /** ccxt's id, used in instrument ids. */
  readonly exchange: string
  readonly sequence: SequenceRule
  /** Whether trade ids of the series count up by one, so that a jump is a loss. */
  readonly contiguousTradeIds: (series: string) => boolean
  /** Calls `emit` at least once per frame. */
  map(frame: RawFrame, emit: (fact: VenueFact) => void): void
  /** The unified symbol of a venue symbol that no instrument list explains, or null. */
  symbolOf(venueSymbol: string): string | null
}

/** A venue's REST klines, oldest first. */
export type HistoryMapper = (
  text: string,
  of: { instrument: InstrumentId; timeframe: Timeframe; receivedTime: Millis },
) => readonly Candle[]
