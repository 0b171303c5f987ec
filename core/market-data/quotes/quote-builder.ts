import type { BookLevel, InstrumentId, Millis, Price, Quantity, Quote } from '../../domain/index.ts'

interface Times {
  readonly exchangeTime: Millis
  readonly receivedTime: Millis
}

/** An unchanged quote is said again after so many ms: a book that still confirms it keeps it fresh. */
const CONFIRM = 250

/**
 * One market's quote from three sources: best bid and ask (of the book or announced apart from
 * it, whichever has the newer sequence), the last trade, and the venue's 24 hour statistics.
 */
export class QuoteBuilder {
  private readonly instrument: InstrumentId
  private readonly emit: (quote: Quote) => void
  /** Of the newest best bid and ask. */
  sequence = -1
  private publishedAt = 0
  /** When the best bid and ask were last heard: a trade or statistics do not make them younger. */
  private topAt: Times | null = null
  private bid: BookLevel | null = null
  private ask: BookLevel | null = null
  private last: Price | undefined
  private volume24h: Quantity | undefined
  private open24h: Price | undefined

  constructor(instrument: InstrumentId, emit: (quote: Quote) => void) {
    this.instrument = instrument
    this.emit = emit
  }

  /** A best bid and ask as of `sequence`; older ones than the present are ignored. */
  top(bid: BookLevel, ask: BookLevel, at: Times & { readonly sequence: number }): void {
    if (at.sequence < this.sequence) return
    this.sequence = at.sequence
    const same =
      this.bid?.price === bid.price &&
      this.bid.quantity === bid.quantity &&
      this.ask?.price === ask.price &&
      this.ask.quantity === ask.quantity
    this.bid = bid
    this.ask = ask
    this.topAt = at
    if (!same || at.receivedTime - this.publishedAt >= CONFIRM) this.publish()
  }

  lastTrade(price: Price): void {
    if (this.last === price) return
    this.last = price
    this.publish()
  }

  /** What is undefined stays as it was. */
  statistics(ticker: {
    readonly last: Price | undefined
    readonly open24h: Price | undefined
    readonly volume24h: Quantity | undefined
  }): void {
    this.last ??= ticker.last
    this.open24h = ticker.open24h ?? this.open24h
    this.volume24h = ticker.volume24h ?? this.volume24h
    this.publish()
  }

  /** After the venue restarted its numbering. */
  forgetSequence(): void {
    this.sequence = -1
  }

  private publish(): void {
    const at = this.topAt
    if (this.bid === null || this.ask === null || at === null) return
    this.publishedAt = at.receivedTime
    const quote: { -readonly [Key in keyof Quote]: Quote[Key] } = {
      kind: 'quote',
      instrument: this.instrument,
      bid: this.bid.price,
      bidSize: this.bid.quantity,
      ask: this.ask.price,
      askSize: this.ask.quantity,
      exchangeTime: at.exchangeTime,
      receivedTime: at.receivedTime,
    }
    if (this.last !== undefined) quote.last = this.last
    if (this.volume24h !== undefined) quote.volume24h = this.volume24h
    if (this.open24h !== undefined) quote.open24h = this.open24h
    this.emit(quote)
  }
}
