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
import { TradingEngine } from '../../engine/index.ts'
import type { IdSource, Journal, Logger } from '../../ports/index.ts'
import { BarVenue, scaledPrice } from '../../simulation/bars/index.ts'
import { type SimulatedClock, simulatedClock } from '../../simulation/clock/index.ts'
import { type BacktestTerms, backtestConfig } from './terms.ts'

export interface TraderPorts {
  readonly ids: IdSource
  readonly journal: Journal
  readonly logger: Logger
}

/** A fill with the bar it happened in, why, and the account after it. */
export interface BarFill {
  readonly fill: Fill
  readonly bar: number
  readonly purpose: OrderPurpose
  readonly after: { readonly cash: Money; readonly quantity: Quantity }
}

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
 * The live engine over bars. It hears only what can make it act: the open at which a signal meets the market,
 * and the level of a stop or a target that the bar reaches; with live limits also every close and a tick of the clock.
 */
export class BarTrader {
  readonly fills: BarFill[] = []
  readonly #instrument: Instrument
  readonly #terms: BacktestTerms
  readonly #clock: SimulatedClock
  readonly #venue: BarVenue
  readonly #engine: TradingEngine
  #bar = -1
  #position: Position | undefined
  #counts: SignalCounts = { created: 0, blocked: 0, filtered: 0 }

  constructor(instrument: Instrument, terms: BacktestTerms, start: Millis, ports: TraderPorts) {
    this.#instrument = instrument
    this.#terms = terms
    this.#clock = simulatedClock(start)
    this.#venue = new BarVenue({ clock: this.#clock, ids: ports.ids, instrument, slippage: terms.slippage })
    const config = backtestConfig(terms.size, instrument.takerFee)
    this.#engine = new TradingEngine('paper', config, { ...ports, clock: this.#clock, venue: this.#venue })
    this.#engine.onStep((_input, { events }) => {
      for (const event of events) this.#note(event)
    })
    this.#engine.open({ currency: instrument.quote, cash: terms.cash })
    this.#engine.handle({ type: 'InstrumentListed', instrument })
  }

  get cash(): Money {
    return this.#engine.state.cash
  }

  get quantity(): Quantity {
    return this.#position?.quantity ?? ZERO_QUANTITY
  }

  get counts(): SignalCounts {
    return this.#counts
  }

  /** Why live limits stopped the trading, if they did. */
  get haltReason(): string | undefined {
    return this.#engine.state.halt?.reason
  }

  /** Lives through one bar; `signal` is what the close before it proposed. */
  bar(bar: Candle, signal: CandidateSignal | undefined): void {
    this.#bar += 1
    if (signal !== undefined) this.#meet(signal, bar)
    if (this.#position !== undefined) this.#protect(bar, this.#position)
    if (this.#terms.size.mode === 'risk') this.#mark(bar)
  }

  /** At the open. Who holds hears the signal before the price, so that a stop at the same open does not come first. */
  #meet(signal: CandidateSignal, bar: Candle): void {
    this.#clock.advanceTo(bar.openTime)
    this.#venue.tradeAt(bar.open)
    if (this.#position === undefined) this.#quote(bar.open)
    this.#engine.handle({ type: 'CandidateReceived', candidate: this.#atOpen(signal, bar.open), gapOpen: false })
  }

  /** The signal at the price it meets: entry at what the fill will cost, protection measured from there. */
  #atOpen(signal: CandidateSignal, open: Price): CandidateSignal {
    if (signal.action === 'sell') return { ...signal, entry: this.#venue.fillPrice('sell', open) }
    const entry = this.#venue.fillPrice('buy', open)
    const { stop, target } = this.#terms
    const { tickSize } = this.#instrument
    return {
      ...signal,
      entry,
      ...(stop === undefined ? {} : { stop: levelAt(entry, (ONE - stop) as Rate, tickSize, 'down') }),
      ...(target === undefined ? {} : { target: levelAt(entry, (ONE + target) as Rate, tickSize, 'up') }),
    }
  }

  /** The stop first, at the worse of stop and open; then the target, at the better of target and open: a bar that reaches both stops out. */
  #protect(bar: Candle, { stop, target }: Position): void {
    if (stop !== undefined && bar.low <= stop) this.#reach(bar, min(bar.open, stop))
    else if (target !== undefined && bar.high >= target) this.#reach(bar, max(bar.open, target))
  }

  #reach(bar: Candle, level: Price): void {
    this.#clock.advanceTo(bar.openTime)
    this.#venue.tradeAt(level)
    this.#quote(level)
  }

  /** Breakers watch equity at every close. */
  #mark(bar: Candle): void {
    this.#clock.advanceTo(millis(bar.openTime + timeframeLength(bar.timeframe)))
    this.#quote(bar.close)
    this.#engine.handle({ type: 'ClockTicked' })
  }

  #quote(price: Price): void {
    const at = this.#clock.now()
    this.#engine.handle({
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
    const { state } = this.#engine
    switch (event.type) {
      case 'FillRecorded': {
        const { purpose } = required(state.orders.get(event.fill.orderId), 'a filled order is kept')
        this.#takePosition()
        this.fills.push({ fill: event.fill, bar: this.#bar, purpose, after: { cash: state.cash, quantity: this.quantity } })
        return
      }
      case 'ProtectionSet':
        this.#takePosition()
        return
      case 'SignalCreated':
        this.#counts = { ...this.#counts, created: this.#counts.created + 1 }
        return
      case 'CandidateFiltered':
        this.#counts = { ...this.#counts, filtered: this.#counts.filtered + 1 }
        return
      case 'SignalDecided':
        if (event.state === 'BLOCKED')
          this.#counts = { ...this.#counts, blocked: this.#counts.blocked + 1, blockedReason: event.reason }
        return
      default:
    }
  }

  #takePosition(): void {
    const position = this.#engine.state.positions.get(this.#instrument.id)
    this.#position = position === undefined || position.quantity === 0n ? undefined : position
  }
}

const ONE = rate('1')

const levelAt = (entry: Price, factor: Rate, tick: Price, rounding: 'up' | 'down'): Price =>
  roundToStep(scaledPrice(entry, factor, rounding), tick, rounding)
