import {
  add,
  InputError,
  type InstrumentId,
  type Instrument,
  type Millis,
  type Money,
  notional,
  type Quantity,
  required,
  timeframeLength,
} from '../../domain/index.ts'
import type { BarEntry, BarFill, SignalCounts } from './bar-trader.ts'
import { type BacktestMarket, type InsideCounts, MarketRun } from './market-run.ts'
import type { BacktestTerms } from './terms.ts'
import { type TraderPorts, TradingDesk } from './trading-desk.ts'

export interface Backtest extends BacktestMarket {
  readonly terms: BacktestTerms
}

/** How one market ended. */
export interface MarketResult {
  readonly instrument: InstrumentId
  readonly fills: readonly BarFill[]
  /** Still held at the end. */
  readonly quantity: Quantity
  readonly signals: SignalCounts
  /** Orders whose rest was cancelled. */
  readonly cancelled: number
  readonly inside: InsideCounts
}

interface AccountResult {
  readonly cash: Money
  /** Cash, and what is held at the last closes; no fee is taken for a sale that did not happen. */
  readonly equity: Money
  /** Why live limits stopped the trading before the end, if they did. */
  readonly haltReason?: string
  /** Fills and funding of all markets in the order in which they happened. */
  readonly entries: readonly BarEntry[]
}

export type BacktestResult = AccountResult & Omit<MarketResult, 'instrument'>

export interface PortfolioResult extends AccountResult {
  /** In the order of their names. */
  readonly markets: readonly MarketResult[]
}

export interface Portfolio {
  /** At least one; bars of one timeframe on one grid, one quote currency. */
  readonly markets: readonly BacktestMarket[]
  readonly terms: BacktestTerms
}

/**
 * Bars through the same features, strategy, aggregator, filter, sizing, risk and engine as live. What a close
 * proposes meets the market at the open of the next bar there is, or later by the latency of the terms. Throws
 * InputError for a strategy or parameters that are not valid and for a strategy that fails.
 */
export function backtest({ terms, ...market }: Backtest, ports: TraderPorts): BacktestResult {
  const { markets, ...account } = backtestPortfolio({ markets: [market], terms }, ports)
  const { instrument: _instrument, ...result } = required(markets[0], 'a market was traded')
  return { ...account, ...result }
}

/**
 * Several markets on one account. Bars that open together are lived through together: first what their opens
 * bring, then their insides (delayed purchases before what frees cash), then their closes, each in the order of the
 * markets' names. A bar that one market misses stops no other. Throws InputError as {@link backtest} does, and for
 * markets that do not go together.
 */
export function backtestPortfolio({ markets, terms }: Portfolio, ports: TraderPorts): PortfolioResult {
  const sorted = [...markets].sort((a, b) => (a.instrument.id < b.instrument.id ? -1 : 1))
  const instruments = together(sorted)
  const start = Math.min(...sorted.map(({ bars }) => bars[0]?.openTime ?? Infinity)) as Millis
  const desk = new TradingDesk(instruments, terms, start, ports)
  const runs = sorted.map((market) => new MarketRun(market, desk, ports))
  const live = terms.size.mode === 'risk'
  for (let time = nextOf(runs); time !== Infinity; time = nextOf(runs)) {
    const due = runs.length === 1 ? runs : runs.filter((run) => run.nextOpen === time)
    for (const run of due) run.open()
    for (const run of due.length === 1 ? due : [...due].sort(buyersFirst)) run.live()
    for (const run of due) run.close(live || (runs.length > 1 && run.trader.held))
    if (live) desk.tick()
    for (const run of due) run.decide()
  }
  const { cash, entries, haltReason } = desk
  const equity = runs.reduce((sum, { trader, lastClose }) => add(sum, notional(lastClose, trader.quantity)), cash)
  return {
    cash,
    equity,
    entries,
    ...(haltReason === undefined ? {} : { haltReason }),
    markets: runs.map(({ market, trader, inside }) => ({
      instrument: market.instrument.id,
      fills: trader.fills,
      quantity: trader.quantity,
      signals: trader.counts,
      cancelled: trader.cancelled,
      inside,
    })),
  }
}

const nextOf = (runs: readonly MarketRun[]): number => runs.reduce((least, { nextOpen }) => Math.min(least, nextOpen), Infinity)

const buyersFirst = (a: MarketRun, b: MarketRun): number => Number(b.buysInside) - Number(a.buysInside)

/** The markets' instruments, when one account can trade them bar by bar. */
function together(markets: readonly BacktestMarket[]): readonly [Instrument, ...Instrument[]] {
  const [head, ...others] = markets
  const first = required(head, 'there is a market')
  const refuse = (field: string, { instrument }: BacktestMarket, remedy: string): InputError =>
    new InputError({ field, value: instrument.id, remedy })
  const names = new Set([first.instrument.id])
  const bar = required(first.bars[0], 'there is a bar')
  const length = timeframeLength(bar.timeframe)
  for (const market of others) {
    const { instrument, bars } = market
    if (names.has(instrument.id)) throw refuse('market', market, 'it is given twice')
    names.add(instrument.id)
    if (instrument.quote !== first.instrument.quote)
      throw refuse('market', market, `one account trades one quote currency, ${first.instrument.quote} as ${first.instrument.id}`)
    const other = required(bars[0], 'there is a bar')
    if (other.timeframe !== bar.timeframe)
      throw refuse('timeframe', market, `its candles are ${other.timeframe}, those of ${first.instrument.id} ${bar.timeframe}`)
    if ((other.openTime - bar.openTime) % length !== 0)
      throw refuse('time', market, `its candles do not open together with those of ${first.instrument.id}`)
  }
  return [first.instrument, ...others.map(({ instrument }) => instrument)]
}
