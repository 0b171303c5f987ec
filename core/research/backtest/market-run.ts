import {
  type Candle,
  type CandidateSignal,
  type Instrument,
  max,
  min,
  type Price,
  required,
  timeframeLength,
} from '../../domain/index.ts'
import { BarSignals, type StrategyChoice } from './bar-signals.ts'
import { BarTrader, type Span } from './bar-trader.ts'
import { barsAhead } from './bars-ahead.ts'
import { FinerBars } from './finer-bars.ts'
import { type FundingRate, FundingSchedule } from './funding.ts'
import { backtestConfig } from './terms.ts'
import type { TraderPorts, TradingDesk } from './trading-desk.ts'

/** A market of a backtest and the strategy that trades it. */
export interface BacktestMarket {
  readonly instrument: Instrument
  /** Closed bars of one timeframe, oldest first, at least one; some may be missing. */
  readonly bars: readonly Candle[]
  readonly strategy: StrategyChoice
  /** Shorter closed candles of the same market, oldest first: they tell what a bar does not. */
  readonly finer?: readonly Candle[]
  /** Of a perpetual market, oldest first. */
  readonly funding?: readonly FundingRate[]
}

/** Bars in which the order of prices mattered. */
export interface InsideCounts {
  /** Told by finer candles. */
  readonly finer: number
  /** Decided by the pessimistic rule, because finer candles are missing there or disagree with the bar. */
  readonly pessimistic: number
}

interface Proposal {
  readonly signal: CandidateSignal
  /** When it reaches the market. */
  readonly arrival: number
}

/** One market's way through its bars: what reaches it at an open, what happens inside a bar, what a close decides. */
export class MarketRun {
  readonly market: BacktestMarket
  readonly trader: BarTrader
  readonly #desk: TradingDesk
  readonly #signals: BarSignals
  readonly #funding: FundingSchedule
  readonly #finer: FinerBars | undefined
  readonly #proposals: Proposal[] = []
  readonly #length: number
  #index = 0
  #last: Price
  #inside: InsideCounts = { finer: 0, pessimistic: 0 }

  /** Throws InputError for a strategy or parameters that are not valid. */
  constructor(market: BacktestMarket, desk: TradingDesk, ports: TraderPorts) {
    const { instrument, bars, strategy, finer, funding } = market
    const { terms } = desk
    const first = required(bars[0], 'there is a bar')
    this.market = market
    this.#desk = desk
    const known = strategy.known?.map((each) => barsAhead(each, bars, instrument.id))
    this.#signals = new BarSignals({
      strategy: known === undefined ? strategy : { ...strategy, known },
      instrument,
      timeframe: first.timeframe,
      ids: ports.ids,
      minConfidence: backtestConfig(terms.size, instrument.takerFee).filter.minConfidence,
      ...(terms.repeatAfter === undefined ? {} : { repeatAfter: terms.repeatAfter }),
    })
    this.trader = new BarTrader(instrument, desk)
    this.#funding = new FundingSchedule(funding)
    this.#finer = finer === undefined ? undefined : new FinerBars(finer)
    this.#length = timeframeLength(first.timeframe)
    this.#last = first.open
  }

  /** When the next bar opens; Infinity after the last. */
  get nextOpen(): number {
    return this.market.bars[this.#index]?.openTime ?? Infinity
  }

  /** The last close so far. */
  get lastClose(): Price {
    return this.#last
  }

  get inside(): InsideCounts {
    return this.#inside
  }

  /** A purchase will arrive in the middle of the bar. */
  get buysInside(): boolean {
    const { arrival, signal } = this.#proposals[0] ?? {}
    return arrival !== undefined && arrival < this.nextOpen + this.#length && signal?.action === 'buy'
  }

  /** What the bar's open brings: funding due by then, orders that still work, signals that have arrived. */
  open(): void {
    const bar = this.#bar()
    this.trader.begin()
    this.#settle(bar, this.#funding.takeBefore(bar.openTime + 1))
    this.trader.work(bar)
    this.#meetAt(bar)
  }

  /** What happens between open and close: by the finer candles where there are some, else by the worse order of things. */
  live(): void {
    const bar = this.#bar()
    const end = bar.openTime + this.#length
    const arrives = (this.#proposals[0]?.arrival ?? Infinity) < end
    const { held } = this.trader
    if (!arrives && !(held && (this.#funding.isDueBefore(end) || this.trader.touches(bar)))) {
      this.#funding.takeBefore(end)
      return
    }
    const steps = this.#finer?.within(bar)
    if (this.#finer !== undefined) this.#count(steps === undefined ? 'pessimistic' : 'finer')
    if (steps === undefined) this.#step(bar)
    else
      for (const step of steps) {
        this.#settle(step, this.#funding.takeBefore(step.openTime + 1))
        this.#meetAt(step)
        this.#step(step)
        this.#last = step.close
      }
  }

  /** The bar is over; `watched` where the account's equity matters before the next one. */
  close(watched: boolean): void {
    const bar = this.#bar()
    this.#last = bar.close
    if (watched) this.trader.mark(bar)
  }

  /** What the close leads to. Throws InputError for a strategy that failed. */
  decide(): void {
    const bar = this.#bar()
    const signal = this.#signals.close(bar)
    if (signal !== undefined)
      this.#proposals.push({ signal, arrival: bar.openTime + this.#length + (this.#desk.terms.latency ?? 0) })
    this.#index += 1
  }

  #bar(): Candle {
    return required(this.market.bars[this.#index], 'there is a bar to live through')
  }

  #count(how: keyof InsideCounts): void {
    this.#inside = { ...this.#inside, [how]: this.#inside[how] + 1 }
  }

  #settle({ openTime }: Candle, due: readonly FundingRate[]): void {
    for (const each of due) this.trader.fund(each, openTime, this.#last)
  }

  /** The signals that are there when a bar or a finer candle opens. */
  #meetAt({ openTime, open }: Candle): void {
    while ((this.#proposals[0]?.arrival ?? Infinity) <= openTime) {
      const proposal = this.#proposals.shift()
      if (proposal !== undefined) this.trader.meet(proposal.signal, openTime, open)
    }
  }

  /**
   * One bar or finer candle after its open. Nobody knows when inside it something happened, so the worse is taken:
   * a signal that arrives meets the worse of open and close, a stop comes before it, a target after it does not count,
   * and funding is paid on what was held before an exit and received only on what was held after it.
   */
  #step(step: Candle): void {
    const end = step.openTime + timeframeLength(step.timeframe)
    const due = this.#funding.takeBefore(end)
    const arrived = this.#arrived(step, end)
    this.#settle(
      step,
      due.filter(({ fundingRate }) => fundingRate > 0n),
    )
    this.trader.protect(arrived)
    this.#settle(
      step,
      due.filter(({ fundingRate }) => fundingRate <= 0n),
    )
  }

  /** Meets the signals that arrive inside the step; what of the step is left for stops and targets. */
  #arrived(step: Candle, end: number): Span {
    let left: Span = step
    while ((this.#proposals[0]?.arrival ?? Infinity) < end) {
      const signal = required(this.#proposals.shift(), 'a proposal arrived').signal
      const { held } = this.trader
      if (held) this.trader.stopFirst(left)
      const price = signal.action === 'buy' ? max(step.open, step.close) : min(step.open, step.close)
      this.trader.meet(signal, step.openTime, price)
      if (!held && this.trader.held) left = { ...step, open: price, high: price }
    }
    return left
  }
}
