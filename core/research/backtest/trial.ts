import { type Candle, DAY, moneyToNumberLossy, required, timeframeLength, toNumberLossy } from '../../domain/index.ts'
import { type LedgerEntry, roundTripsOf } from '../../performance/index.ts'
import type { BarRange } from '../columns/simulate.ts'
import { backtest } from './backtest.ts'
import { barStrategy, type StrategyChoice } from './bar-signals.ts'
import { ledgerEntry } from './ledger.ts'
import type { BacktestMarket } from './market-run.ts'
import type { BacktestTerms } from './terms.ts'
import type { TraderPorts } from './trading-desk.ts'

/** What the trials of one search share: plain data. */
export interface TrialSetup extends Omit<BacktestMarket, 'strategy'> {
  readonly strategy: string
  readonly terms: BacktestTerms
}

export interface TrialTask {
  readonly params: Readonly<Record<string, unknown>>
  /** Bars that are traded, at least one. As many before them as the strategy warms up with are read, where there are so many. */
  readonly range: BarRange
}

/** A closed trade, on the day of the range on which it ended. */
export interface TrialTrade {
  readonly day: number
  /** Quote currency, fees of both sides paid. */
  readonly profit: number
  /** Profit over the equity before the trade. */
  readonly return: number
}

/** Plain data. What is held at the end is sold at the last close at the usual cost, so that ranges can be set one after another. */
export interface TrialOutcome {
  /** Simple return of each UTC day of the range that has a bar, at its last close. */
  readonly daily: Float64Array
  readonly trades: readonly TrialTrade[]
}

/** A bar belongs to the UTC day in which it closes; one that closes at midnight, to the day that ends there. */
export const dayOfBar = ({ openTime, timeframe }: Candle): number => Math.floor((openTime + timeframeLength(timeframe) - 1) / DAY)

/** Trades one range with one set of parameters. Throws InputError for parameters that are not valid and a strategy that fails. */
export function runTrial(setup: TrialSetup, { params, range }: TrialTask, ports: TraderPorts): TrialOutcome {
  const { strategy, terms, instrument, ...market } = setup
  const choice: StrategyChoice = { id: strategy, params }
  const first = Math.max(0, range.from - barStrategy(choice).warmUp)
  const bars = market.bars.slice(first, range.to)
  const last = required(bars.at(-1), 'a range has a bar')
  const { entries, cash, quantity } = backtest({ ...market, bars, instrument, strategy: choice, terms }, ports)
  const ledger: LedgerEntry[] = entries.map((entry) => ({ ...ledgerEntry(entry), time: entry.bar }))
  const start = moneyToNumberLossy(terms.cash)
  const closes = closesOf(bars, entries, start)
  if (quantity !== 0n) {
    const held = toNumberLossy(quantity)
    const price = toNumberLossy(last.close) * (1 - Math.sign(held) * toNumberLossy(terms.slippage))
    const fee = Math.abs(held) * price * toNumberLossy(instrument.takerFee)
    const side = held > 0 ? 'sell' : 'buy'
    ledger.push({ time: bars.length - 1, side, price, quantity: Math.abs(held), fee, held: 0, market: instrument.id })
    closes[bars.length - 1] = moneyToNumberLossy(cash) + held * price - fee
  }
  const traded = range.from - first
  const days = new DayIndex(bars, traded)
  let before = start
  const trades = roundTripsOf(ledger).map(({ exitTime: bar, profit }): TrialTrade => {
    const trade = { day: days.indexOf(bar), profit, return: profit / before }
    before += profit
    return trade
  })
  let close = start
  const daily = Float64Array.from(days.lastBars, (bar) => {
    const change = (closes[bar] ?? 0) / close - 1
    close = closes[bar] ?? 0
    return change
  })
  return { daily, trades }
}

/** The days of the bars from `first` on: their numbers and the last bar of each. */
class DayIndex {
  readonly lastBars: number[] = []
  readonly #days = new Map<number, number>()
  readonly #bars: readonly Candle[]

  constructor(bars: readonly Candle[], first: number) {
    this.#bars = bars
    for (let index = first; index < bars.length; index += 1) {
      const day = dayOfBar(required(bars[index], 'the bar exists'))
      const known = this.#days.get(day)
      if (known === undefined) this.#days.set(day, this.lastBars.push(index) - 1)
      else this.lastBars[known] = index
    }
  }

  indexOf(bar: number): number {
    return this.#days.get(dayOfBar(required(this.#bars[bar], 'an entry has a bar'))) ?? 0
  }
}

/** Equity at the close of each bar. */
function closesOf(bars: readonly Candle[], entries: ReturnType<typeof backtest>['entries'], start: number): Float64Array {
  const closes = new Float64Array(bars.length)
  let [cash, quantity, next] = [start, 0, 0]
  bars.forEach((bar, index) => {
    for (let entry = entries[next]; entry?.bar === index; entry = entries[next]) {
      cash = moneyToNumberLossy(entry.after.cash)
      quantity = toNumberLossy(entry.after.quantity)
      next += 1
    }
    closes[index] = quantity === 0 ? cash : cash + quantity * toNumberLossy(bar.close)
  })
  return closes
}
