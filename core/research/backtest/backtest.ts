import {
  add,
  type Candle,
  type CandidateSignal,
  type Instrument,
  type Money,
  notional,
  type Quantity,
  required,
} from '../../domain/index.ts'
import { BarSignals, type StrategyChoice } from './bar-signals.ts'
import { type BarFill, BarTrader, type SignalCounts, type TraderPorts } from './bar-trader.ts'
import { barsAhead } from './bars-ahead.ts'
import { type BacktestTerms, backtestConfig } from './terms.ts'

export interface Backtest {
  readonly instrument: Instrument
  /** Closed bars of one timeframe, oldest first, at least one; some may be missing. */
  readonly bars: readonly Candle[]
  readonly strategy: StrategyChoice
  readonly terms: BacktestTerms
}

export interface BacktestResult {
  readonly fills: readonly BarFill[]
  readonly cash: Money
  /** Still held at the end. */
  readonly quantity: Quantity
  /** Cash, and what is held at the last close; no fee is taken for a sale that did not happen. */
  readonly equity: Money
  readonly signals: SignalCounts
  /** Why live limits stopped the trading before the end, if they did. */
  readonly haltReason?: string
}

/**
 * Bars through the same features, strategy, aggregator, filter, sizing, risk and engine as live. What a close
 * proposes meets the market at the open of the next bar there is. Throws InputError for a strategy or parameters
 * that are not valid and for a strategy that fails.
 */
export function backtest({ instrument, bars, strategy, terms }: Backtest, ports: TraderPorts): BacktestResult {
  const [first, last] = [required(bars[0], 'there is a bar'), required(bars.at(-1), 'there is a bar')]
  const known = strategy.known?.map((each) => barsAhead(each, bars, instrument.id))
  const signals = new BarSignals({
    strategy: known === undefined ? strategy : { ...strategy, known },
    instrument,
    timeframe: first.timeframe,
    ids: ports.ids,
    minConfidence: backtestConfig(terms.size, instrument.takerFee).filter.minConfidence,
    ...(terms.repeatAfter === undefined ? {} : { repeatAfter: terms.repeatAfter }),
  })
  const trader = new BarTrader(instrument, terms, first.openTime, ports)
  let proposed: CandidateSignal | undefined
  for (const bar of bars) {
    trader.bar(bar, proposed)
    proposed = signals.close(bar)
  }
  const { fills, cash, quantity, counts, haltReason } = trader
  const equity = add(cash, notional(last.close, quantity))
  return { fills, cash, quantity, equity, signals: counts, ...(haltReason === undefined ? {} : { haltReason }) }
}
