import {
  type ApprovalMode,
  type BookSnapshot,
  DAY,
  type EngineInput,
  type InstrumentId,
  type Millis,
  type Money,
  notional,
  type Quote,
  type Signal,
  type StrategyId,
  subtract,
  type Trade,
} from '../../domain/index.ts'
import { NEVER_UNATTENDED, portfolioOf, type StepListener, type TradingConfig, type TradingEngine } from '../../engine/index.ts'
import type { Journal } from '../../ports/index.ts'
import type { LatencyModel } from '../paper/index.ts'
import { AloneAccount } from './alone.ts'
import { type Accounts, type OverrideRow, overrideRows } from './rows.ts'
import { type Instruction, readBook, ShadowAccount, type ShadowPorts } from './shadow-account.ts'
import { TripBook } from './trip-book.ts'

export interface CounterfactualOptions extends Omit<ShadowPorts, 'journal' | 'latency'> {
  /** The trader whose person is measured. */
  readonly real: TradingEngine
  readonly config: TradingConfig
  readonly journals: { readonly real: Journal; readonly twin: Journal; readonly alone: Journal }
  readonly latency: () => LatencyModel
  /** How long a signal that is followed by itself is held at most, ms. */
  readonly horizon: number
}

/** Two accounts since the same moment, and what all the overrides together made of the difference. */
export interface AccountComparison {
  readonly since: Millis
  readonly currency: string
  readonly pnl: Money
  readonly counterfactual: Money
  readonly effect: Money
}

/** Nobody is asked: what would wait for a person is approved at once. Who only advises still only advises. */
const unattended = (mode: ApprovalMode): ApprovalMode => (mode === 'advisory' ? 'advisory' : 'auto')

/**
 * What would have been. A twin of the trader gets the same inputs and approves every signal as it is
 * made; what the twin could not take because it held something else is followed by itself. Neither can
 * reach the real account: they have their own venue and their own journal.
 */
export class Counterfactual {
  readonly #options: CounterfactualOptions
  readonly #real = new TripBook()
  readonly #twin: ShadowAccount
  readonly #alone: AloneAccount
  /** What the real trader did since the last input: carried out after it, never within its step. */
  #created: Signal[] = []
  #later: (() => void)[] = []
  #day: number | undefined

  constructor(options: CounterfactualOptions) {
    this.#options = options
    const { config, journals, latency, horizon } = options
    this.#twin = new ShadowAccount(
      { ...config, unattended: NEVER_UNATTENDED },
      { ...options, journal: journals.twin, latency: latency() },
    )
    this.#alone = new AloneAccount(config, { ...options, journal: journals.alone, latency: latency() }, horizon)
  }

  /** Call when the real trader is open: the twin of a trader that has traded before starts with what is there now. */
  open(): void {
    const { real, journals, clock } = this.#options
    readBook(this.#real, journals.real)
    const { currency } = real.state
    this.#twin.open({ currency, cash: portfolioOf(real.state, clock.now()).equity })
    this.#alone.open(currency)
    for (const instrument of real.state.instruments.values()) this.handle({ type: 'InstrumentListed', instrument })
    this.#agreeOnModes()
    real.onStep(this.#watch)
  }

  /** Takes what the real trader was just given, and what follows from what it did with it. */
  handle(input: EngineInput): void {
    for (const task of this.#later.splice(0)) task()
    // Of the real venue alone: the twin has one of its own.
    if (input.type === 'GateChecked' || input.type === 'DifferencesFound') return
    this.#twin.engine.handle(input)
    switch (input.type) {
      case 'QuoteReceived':
        this.#alone.quote(input.quote)
        return
      case 'CandidateReceived':
        if (input.candidate.action === 'sell') this.#alone.leave(input.candidate, input.gapOpen)
        for (const signal of this.#created.splice(0)) this.#followAlone(signal)
        return
      case 'FundingDue':
        this.#alone.fund(input)
        return
      case 'ClockTicked':
        this.#alone.tick()
        this.#resume()
        return
      case 'VenueClockMeasured':
        this.#alone.handle(input)
        return
      default:
    }
  }

  onBook(snapshot: BookSnapshot): void {
    this.#twin.engine.bookSeen(snapshot.instrument, snapshot.receivedTime, snapshot)
    this.#twin.venue.onBook(snapshot)
    this.#alone.onBook(snapshot)
  }

  onTrade(trade: Trade): void {
    this.#twin.venue.onTrade(trade)
    this.#alone.onTrade(trade)
  }

  marketDataWritable(writable: boolean): void {
    this.#twin.engine.marketDataWritable(writable)
    this.#alone.marketDataWritable(writable)
  }

  /** Every signal since the twin began, and every position opened by hand, oldest first. */
  rows(): readonly OverrideRow[] {
    const quoteOf = (instrument: InstrumentId): Quote | undefined =>
      this.#options.real.state.quotes.get(instrument) ?? this.#twin.engine.state.quotes.get(instrument)
    const accounts: Accounts = {
      since: this.#since(),
      real: this.#real,
      twin: this.#twin.book,
      alone: this.#alone.book,
      quoteOf,
      quoteOfSlot: (slot) => this.#alone.quoteOf(slot),
      crowdedOut: this.#alone.crowdedOut,
    }
    return overrideRows(accounts)
  }

  comparison(): AccountComparison {
    const { real, clock } = this.#options
    const { state } = this.#twin.engine
    const [before, now, twin] = [state.startingCash, portfolioOf(real.state, clock.now()), portfolioOf(state, clock.now())]
    return {
      since: this.#since(),
      currency: state.currency,
      pnl: subtract(now.equity, before),
      counterfactual: subtract(twin.equity, before),
      effect: subtract(now.equity, twin.equity),
    }
  }

  /** The two accounts that are followed, each with its record. */
  shadows(): readonly { readonly engine: TradingEngine; readonly journal: Journal }[] {
    const { twin, alone } = this.#options.journals
    return [
      { engine: this.#twin.engine, journal: twin },
      { engine: this.#alone.engine, journal: alone },
    ]
  }

  close(): void {
    this.#options.journals.twin.close()
    this.#options.journals.alone.close()
  }

  readonly #watch: StepListener = (input, { events, answer }, _first, at) => {
    for (const event of events) {
      this.#real.apply(event, at)
      if (event.type === 'SignalCreated' && event.signal.action === 'buy') this.#created.push(event.signal)
      // While the real trader may not enter nobody overrides anything.
      if (event.type === 'TradingArmed') this.#tellTwin({ type: 'Arm' })
      if (event.type === 'TradingDisarmed') this.#tellTwin({ type: 'Disarm', reason: event.reason })
      if (event.type === 'CashAdjusted') this.#giveTwin(event.amountChange)
      if (event.type === 'PositionAdjusted') this.#giveTwin(notional(event.price, event.change))
    }
    if (input.type === 'ClockJumped')
      this.#later.push(() => {
        this.#twin.engine.handle(input)
        this.#alone.handle(input)
      })
    if (input.type !== 'CommandReceived' || answer?.ok !== true) return
    const { command } = input
    if (command.type === 'SetApprovalMode') this.#tellTwin({ ...command, mode: unattended(command.mode) })
    else if (command.type === 'Rearm') this.#tellTwin(command)
  }

  #tellTwin(instruction: Instruction): void {
    this.#later.push(() => {
      this.#twin.command(instruction)
    })
  }

  #giveTwin(capital: Money): void {
    this.#later.push(() => {
      this.#twin.capital(capital)
    })
  }

  #agreeOnModes(): void {
    const { real } = this.#options
    const { state } = this.#twin.engine
    const agree = (strategy: StrategyId | null, wanted: ApprovalMode, now: ApprovalMode | undefined): void => {
      if (unattended(wanted) !== now) this.#twin.command({ type: 'SetApprovalMode', strategy, mode: unattended(wanted) })
    }
    agree(null, real.state.defaultMode, state.defaultMode)
    for (const [strategy, mode] of real.state.modes) agree(strategy, mode, state.modes.get(strategy))
    if (real.state.armed === undefined) this.#twin.command({ type: 'Disarm', reason: 'the real trader is not armed' })
  }

  #followAlone(signal: Signal): void {
    const { real } = this.#options
    const taken = this.#twin.engine.state.signals.get(signal.id)?.state === 'APPROVED'
    // What really went by itself has a result of its own already.
    const went = real.state.signals.get(signal.id)?.state === 'APPROVED'
    const instrument = real.state.instruments.get(signal.instrument)
    if (taken || went || instrument === undefined) return
    const { quotes, books, booksSeen } = real.state
    this.#alone.follow(signal, instrument, {
      quote: quotes.get(signal.instrument),
      snapshot: books.get(signal.instrument),
      bookSeenAt: booksSeen.get(signal.instrument),
    })
  }

  /** Nobody arms the twin again after its own losses while the real trader goes on: the next day does. */
  #resume(): void {
    const day = Math.floor(this.#options.clock.now() / DAY)
    const next = this.#day !== undefined && day !== this.#day
    this.#day = day
    const { state } = this.#twin.engine
    if (next && state.halt !== undefined && this.#options.real.state.halt === undefined) this.#twin.command({ type: 'Rearm' })
  }

  #since(): Millis {
    return this.#options.journals.twin.read(0, 1)[0]?.at ?? this.#options.clock.now()
  }
}
