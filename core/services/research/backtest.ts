import { countedIds, silentLogger } from '../../adapters/memory/index.ts'
import {
  type Candle,
  formatMoney,
  formatPrice,
  formatQuantity,
  formatRate,
  type Instrument,
  type Millis,
  moneyToNumberLossy,
  type OrderPurpose,
  timeframeLength,
  type Timeframe,
  toNumberLossy,
} from '../../domain/index.ts'
import { downsample, type EquityCurve, type LedgerFill, performanceOf, type PerformanceMetrics } from '../../performance/index.ts'
import {
  backtest,
  type BacktestResult,
  type BacktestTerms,
  type BarFill,
  type SignalCounts,
  type StrategyChoice,
} from '../../research/index.ts'
import type { BarHistory } from './candle-source.ts'
import { decisionLog } from './decision-log.ts'

/** Points of the reported curve at most. */
const POINTS = 1_000

export interface BacktestRun {
  readonly instrument: Instrument
  readonly history: BarHistory
  readonly strategy: StrategyChoice
  readonly terms: BacktestTerms
  /** Every journal row of the run, as it is written. */
  readonly onDecision?: (line: string) => void
}

export interface BacktestTrade {
  /** When the bar that it happened in opened, epoch ms; a stop or target is hit at some moment of that bar. */
  readonly time: Millis
  readonly side: 'buy' | 'sell'
  /** Exact decimals as text; the price includes slippage, the fee is in the quote currency. */
  readonly price: string
  readonly quantity: string
  readonly fee: string
  readonly reason: 'signal' | 'stop' | 'target' | 'flatten' | 'manual'
}

/** Costs and exits as fractions of 1, exact decimals as text. */
export interface ReportedTerms {
  readonly fee: string
  readonly slippage: string
  /** Absent where the strategy's own level counts, if it gives one. */
  readonly stop?: string
  readonly target?: string
  readonly size: BacktestTerms['size']
  readonly repeatAfter?: number
}

export interface BacktestReport {
  readonly instrument: string
  readonly timeframe: Timeframe
  readonly strategy: string
  readonly params: Readonly<Record<string, unknown>>
  /** Opening of the first and closing of the last bar, epoch ms. */
  readonly from: number
  readonly to: number
  readonly bars: number
  readonly missingBars: number
  readonly terms: ReportedTerms
  readonly startingCash: string
  readonly finalEquity: string
  readonly metrics: PerformanceMetrics
  readonly signals: SignalCounts
  readonly haltReason?: string
  /** What is still held, marked at the last close. */
  readonly openPosition?: { readonly quantity: string; readonly markPrice: string }
  readonly trades: readonly BacktestTrade[]
  /** [close of the bar in epoch ms, equity], at most 1,000 points: the lowest and highest of each stretch. */
  readonly equity: readonly (readonly [number, number])[]
  /** SHA-256 over every input and decision of the engine. */
  readonly decisionHash: string
}

/** A report, and the full curves that plots are drawn from. */
export interface BacktestOutcome {
  readonly report: BacktestReport
  readonly equity: EquityCurve
  readonly price: EquityCurve
}

const REASONS: Readonly<Record<OrderPurpose, BacktestTrade['reason']>> = {
  entry: 'signal',
  'exit-signal': 'signal',
  'exit-stop': 'stop',
  'exit-target': 'target',
  manual: 'manual',
  flatten: 'flatten',
}

interface Curves {
  readonly equity: EquityCurve
  readonly price: EquityCurve
  readonly pointsHeld: number
}

/** Cash and holdings after each bar's fills, at the bar's close. */
function curvesOf(bars: readonly Candle[], fills: readonly BarFill[], startingCash: number): Curves {
  const times = new Float64Array(bars.length)
  const equity = new Float64Array(bars.length)
  const closes = new Float64Array(bars.length)
  let [cash, quantity, next, pointsHeld] = [startingCash, 0, 0, 0]
  bars.forEach((bar, index) => {
    for (let fill = fills[next]; fill?.bar === index; fill = fills[next]) {
      cash = moneyToNumberLossy(fill.after.cash)
      quantity = toNumberLossy(fill.after.quantity)
      next += 1
    }
    const close = toNumberLossy(bar.close)
    times[index] = bar.openTime + timeframeLength(bar.timeframe)
    closes[index] = close
    equity[index] = cash + quantity * close
    if (quantity > 0) pointsHeld += 1
  })
  return { equity: { times, equity }, price: { times, equity: closes }, pointsHeld }
}

const ledgerFill = ({ fill, after }: BarFill): LedgerFill => ({
  time: fill.at,
  side: fill.side,
  price: toNumberLossy(fill.price),
  quantity: toNumberLossy(fill.quantity),
  fee: moneyToNumberLossy(fill.fee),
  held: toNumberLossy(after.quantity),
})

/** One strategy over one history. Throws InputError for a strategy or parameters that are not valid. */
export function runBacktest({ instrument, history, strategy, terms, onDecision }: BacktestRun): BacktestOutcome {
  const { bars, timeframe, missing } = history
  const log = decisionLog(onDecision)
  const result: BacktestResult = backtest(
    { instrument, bars, strategy, terms },
    { ids: countedIds(), journal: log, logger: silentLogger() },
  )
  const startingCash = moneyToNumberLossy(terms.cash)
  const { equity, price, pointsHeld } = curvesOf(bars, result.fills, startingCash)
  const from = bars[0]?.openTime ?? 0
  const last = bars.at(-1)
  const shown = downsample(equity, POINTS)
  const report: BacktestReport = {
    instrument: instrument.id,
    timeframe,
    strategy: strategy.id,
    params: strategy.params,
    from,
    to: equity.times.at(-1) ?? from,
    bars: bars.length,
    missingBars: missing,
    terms: {
      fee: formatRate(instrument.takerFee),
      slippage: formatRate(terms.slippage),
      ...(terms.stop === undefined ? {} : { stop: formatRate(terms.stop) }),
      ...(terms.target === undefined ? {} : { target: formatRate(terms.target) }),
      size: terms.size,
      ...(terms.repeatAfter === undefined ? {} : { repeatAfter: terms.repeatAfter }),
    },
    startingCash: formatMoney(terms.cash),
    finalEquity: formatMoney(result.equity),
    metrics: performanceOf({
      curve: equity,
      start: { equity: startingCash, time: from },
      fills: result.fills.map(ledgerFill),
      pointsHeld,
    }),
    signals: result.signals,
    ...(result.haltReason === undefined ? {} : { haltReason: result.haltReason }),
    ...(result.quantity === 0n || last === undefined
      ? {}
      : { openPosition: { quantity: formatQuantity(result.quantity), markPrice: formatPrice(last.close) } }),
    trades: result.fills.map(({ fill, bar, purpose }) => ({
      time: bars[bar]?.openTime ?? fill.at,
      side: fill.side,
      price: formatPrice(fill.price),
      quantity: formatQuantity(fill.quantity),
      fee: formatMoney(fill.fee),
      reason: REASONS[purpose],
    })),
    equity: Array.from(shown.times, (time, index) => [time, shown.equity[index] ?? 0] as const),
    decisionHash: log.digest(),
  }
  return { report, equity, price }
}
