import {
  type Candle,
  type CandidateSignal,
  type EngineEvent,
  type Fill,
  type Instrument,
  max,
  type Millis,
  millis,
  min,
  type Money,
  type OrderPurpose,
  type Position,
  type Price,
  type Quantity,
  type Rate,
  rate,
  required,
  roundToStep,
  timeframeLength,
  ZERO_QUANTITY,
} from '../../domain/index.ts'
import { type BarVenue, scaledPrice } from '../../simulation/bars/index.ts'
import type { FundingRate } from './funding.ts'
import type { TradingDesk } from './trading-desk.ts'

interface After {
  /** The number of the bar in its market. */
  readonly bar: number
  /** The account, and what is held of this market. */
  readonly after: { readonly cash: Money; readonly quantity: Quantity }
}

/** A fill with the bar it happened in, why, and the account after it. */
export interface BarFill extends After {
  readonly fill: Fill
  readonly purpose: OrderPurpose
}

/** Funding that was paid or received, with the bar it fell into. */
export interface BarFunding extends After {
  readonly settled: Extract<EngineEvent, { type: 'FundingSettled' }>
}

export type BarEntry = BarFill | BarFunding

export interface SignalCounts {
  readonly created: number
  /** Refused by a rule of risk. */
  readonly blocked: number
  /** Not worth an order: nothing to sell, already held, cooling down. */
  readonly filtered: number
  /** In words, of the newest blocked one. */
  readonly blockedReason?: string
}

/**
 * One market of the live engine over bars. The engine hears only what can make it act: the open at which a signal meets the market,
 * and the level of a stop or a target that the bar reaches; with live limits also every close and a tick of the clock.
 */
export class BarTrader {
  readonly fills: BarFill[] = []
  readonly #instrument: Instrument
  readonly #desk: TradingDesk
  readonly #venue: BarVenue
  #bar = -1
  #position: Position | undefined
  #cancelled = 0
  #counts: SignalCounts = { created: 0, blocked: 0, filtered: 0 }

  constructor(instrument: Instrument, desk: TradingDesk) {
    this.#instrument = instrument
    this.#desk = desk
    this.#venue = desk.list(instrument, (event) => {
      this.#note(event)
    })
  }

  get held(): boolean {
    return this.#position !== undefined
  }

  get quantity(): Quantity {
    return this.#position?.quantity ?? ZERO_QUANTITY
  }

  /** Orders whose rest was cancelled. */
  get cancelled(): number {
    return this.#cancelled
  }

  get counts(): SignalCounts {
    return this.#counts
  }

  /** The next bar begins. */
  begin(): void {
    this.#bar += 1
  }

  /** What is still working goes on at the bar's open. */
  work(bar: Candle): void {
    if (this.#desk.terms.participation === undefined) return
    this.#desk.clock.advanceTo(bar.openTime)
    this.#venue.openBar(bar.open, bar.volume)
  }

  /** A signal arrives where the market trades at `price`. Who holds hears it before the price, so that a stop at the same price does not come first. */
  meet(signal: CandidateSignal, at: Millis, price: Price): void {
    this.#desk.clock.advanceTo(at)
    this.#venue.tradeAt(price)
    if (this.#position === undefined) this.#quote(price)
    this.#desk.engine.handle({ type: 'CandidateReceived', candidate: this.#atPrice(signal, price), gapOpen: false })
  }

  /** The signal at the price it meets: entry at what the fill will cost, protection measured from there. */
  #atPrice(signal: CandidateSignal, price: Price): CandidateSignal {
    if (signal.action === 'sell') return { ...signal, entry: this.#venue.fillPrice('sell', price) }
    const entry = this.#venue.fillPrice('buy', price)
    const { stop, target, trail } = this.#desk.terms
    const { tickSize } = this.#instrument
    return {
      ...signal,
      entry,
      ...(stop === undefined ? {} : { stop: levelAt(entry, (ONE - stop) as Rate, tickSize, 'down') }),
      ...(target === undefined ? {} : { target: levelAt(entry, (ONE + target) as Rate, tickSize, 'up') }),
      ...(trail === undefined ? {} : { trail }),
    }
  }

  /** Whether the bar can end or move the protection of what is held. */
  touches({ low, high }: Span): boolean {
    if (this.#position === undefined) return false
    const { stop, target, trail } = this.#position
    return trail !== undefined || (stop !== undefined && low <= stop) || (target !== undefined && high >= target)
  }

  /** The stop alone, where something else happened in the bar at an unknown time. */
  stopFirst({ openTime, open, low }: Span): void {
    const stop = this.#position?.stop
    if (stop !== undefined && low <= stop) this.#reach(openTime, min(open, stop))
  }

  /**
   * The stop first, at the worse of stop and open; then the target, at the better of target and open: a bar that reaches
   * both stops out. A stop that trails has followed the open before, and follows the high only after; a close at or below
   * where it then stands was surely stopped, at the close.
   */
  protect({ openTime, open, high, low, close }: Span): void {
    if (this.#position?.trail !== undefined) this.#reach(openTime, open)
    if (this.#position === undefined) return
    const { stop, target } = this.#position
    if (stop !== undefined && low <= stop) this.#reach(openTime, min(open, stop))
    else if (target !== undefined && high >= target) this.#reach(openTime, max(open, target))
    else if (this.#position.trail !== undefined) {
      this.#reach(openTime, high)
      const raised = this.#position.stop
      if (raised !== undefined && close <= raised) this.#reach(openTime, close)
    }
  }

  #reach(at: Millis, level: Price): void {
    this.#desk.clock.advanceTo(at)
    this.#venue.tradeAt(level)
    this.#quote(level)
  }

  /** Funding that is due on what is held, at the price as last known. */
  fund({ dueAt, fundingRate }: FundingRate, at: Millis, markPrice: Price): void {
    if (this.#position === undefined) return
    this.#desk.clock.advanceTo(at)
    this.#desk.engine.handle({ type: 'FundingDue', instrument: this.#instrument.id, fundingRate, markPrice, dueAt })
  }

  /** The close, as the account and its breakers see it. */
  mark(bar: Candle): void {
    this.#reach(millis(bar.openTime + timeframeLength(bar.timeframe)), bar.close)
  }

  #quote(price: Price): void {
    const at = this.#desk.clock.now()
    this.#desk.engine.handle({
      type: 'QuoteReceived',
      quote: {
        kind: 'quote',
        instrument: this.#instrument.id,
        exchangeTime: at,
        receivedTime: at,
        bid: price,
        bidSize: ZERO_QUANTITY,
        ask: price,
        askSize: ZERO_QUANTITY,
      },
    })
  }

  #note(event: EngineEvent): void {
    const { state } = this.#desk
    const own = this.#instrument.id
    switch (event.type) {
      case 'FillRecorded': {
        if (event.fill.instrument !== own) return
        const { purpose } = required(state.orders.get(event.fill.orderId), 'a filled order is kept')
        this.#takePosition()
        const entry = { fill: event.fill, bar: this.#bar, purpose, after: { cash: state.cash, quantity: this.quantity } }
        this.fills.push(entry)
        this.#desk.entries.push(entry)
        return
      }
      case 'FundingSettled':
        if (event.instrument !== own) return
        this.#desk.entries.push({ settled: event, bar: this.#bar, after: { cash: state.cash, quantity: this.quantity } })
        return
      case 'ProtectionSet':
      case 'StopTrailed':
        if (event.instrument === own) this.#takePosition()
        return
      case 'OrderMoved':
        if (event.state === 'cancelled' && state.orders.get(event.orderId)?.instrument === own) this.#cancelled += 1
        return
      case 'SignalCreated':
        if (event.signal.instrument !== own) return
        this.#counts = { ...this.#counts, created: this.#counts.created + 1 }
        return
      case 'CandidateFiltered':
        if (event.candidate.instrument !== own) return
        this.#counts = { ...this.#counts, filtered: this.#counts.filtered + 1 }
        return
      case 'SignalDecided':
        if (event.state === 'BLOCKED' && state.signals.get(event.signalId)?.instrument === own)
          this.#counts = { ...this.#counts, blocked: this.#counts.blocked + 1, blockedReason: event.reason }
        return
      default:
    }
  }

  #takePosition(): void {
    const position = this.#desk.state.positions.get(this.#instrument.id)
    this.#position = position === undefined || position.quantity === 0n ? undefined : position
  }
}

/** A stretch of time and the prices in it: a bar, or what is left of one. */
export type Span = Pick<Candle, 'openTime' | 'open' | 'high' | 'low' | 'close'>

const ONE = rate('1')

const levelAt = (entry: Price, factor: Rate, tick: Price, rounding: 'up' | 'down'): Price =>
  roundToStep(scaledPrice(entry, factor, rounding), tick, rounding)
