import {
  formatMoney,
  formatPrice,
  formatQuantity,
  formatRate,
  type Instrument,
  type Millis,
  type Money,
  type OrderPurpose,
  type Price,
  type Quantity,
  type Rate,
  type Timeframe,
  ZERO_MONEY,
  add,
} from '../../domain/index.ts'
import type { MonthlyReturn, PerformanceMetrics } from '../../performance/index.ts'
import type { BacktestTerms, BarEntry, BarFill, InsideCounts, SignalCounts } from '../../research/index.ts'

/** What a person asked for, as exact decimals in text: costs, exits and shares as fractions of 1. */
export interface ReportedTerms {
  readonly fee: string
  readonly slippage: string
  /** Absent where the strategy's own level counts, if it gives one. */
  readonly stop?: string
  readonly target?: string
  readonly trail?: string
  readonly size: BacktestTerms['size']
  readonly repeatAfter?: number
  readonly latencyMs?: number
  readonly participation?: string
  readonly fillBars?: number
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
  /** Where several markets were traded. */
  readonly instrument?: string
}

/** One payment of funding: below zero it was paid. */
export interface FundingPayment {
  /** When it was due, epoch ms. */
  readonly time: Millis
  readonly instrument: string
  readonly rate: string
  readonly markPrice: string
  readonly quantity: string
  readonly amount: string
}

export interface FundingReport {
  readonly total: string
  readonly payments: readonly FundingPayment[]
}

/** What the finer candles told. */
export interface FinerReport extends InsideCounts {
  readonly timeframe: Timeframe
}

/** What every report of a backtest has. */
export interface AccountReport {
  readonly timeframe: Timeframe
  /** Opening of the first and closing of the last bar, epoch ms. */
  readonly from: number
  readonly to: number
  readonly terms: ReportedTerms
  readonly startingCash: string
  readonly finalEquity: string
  readonly metrics: PerformanceMetrics
  readonly haltReason?: string
  /** UTC months, each month's last equity over that of the month before it. */
  readonly months: readonly MonthlyReturn[]
  readonly trades: readonly BacktestTrade[]
  /** Where funding rates were given. */
  readonly funding?: FundingReport
  /** [close of the bar in epoch ms, equity], at most 1,000 points: the lowest and highest of each stretch. */
  readonly equity: readonly (readonly [number, number])[]
  /** SHA-256 over every input and decision of the engine. */
  readonly decisionHash: string
}

/** What a report says of one market. */
export interface MarketReport {
  readonly instrument: string
  readonly strategy: string
  readonly params: Readonly<Record<string, unknown>>
  readonly bars: number
  readonly missingBars: number
  readonly signals: SignalCounts
  /** What is still held, marked at the last close. */
  readonly openPosition?: { readonly quantity: string; readonly markPrice: string }
  /** Where orders were filled in part: how many were cancelled before they were whole. */
  readonly cancelledOrders?: number
  /** Where finer candles were given. */
  readonly finer?: FinerReport
}

export type BacktestReport = AccountReport & MarketReport

const REASONS: Readonly<Record<OrderPurpose, BacktestTrade['reason']>> = {
  entry: 'signal',
  'exit-signal': 'signal',
  'exit-stop': 'stop',
  'exit-target': 'target',
  manual: 'manual',
  flatten: 'flatten',
}

const given = <Name extends string>(name: Name, value: Rate | undefined): { readonly [key in Name]?: string } =>
  (value === undefined ? {} : { [name]: formatRate(value) }) as { readonly [key in Name]?: string }

export const reportedTerms = ({ takerFee }: Instrument, terms: BacktestTerms): ReportedTerms => ({
  fee: formatRate(takerFee),
  slippage: formatRate(terms.slippage),
  ...given('stop', terms.stop),
  ...given('target', terms.target),
  ...given('trail', terms.trail),
  size: terms.size,
  ...(terms.repeatAfter === undefined ? {} : { repeatAfter: terms.repeatAfter }),
  ...(terms.latency === undefined ? {} : { latencyMs: terms.latency }),
  ...given('participation', terms.participation),
  ...(terms.fillBars === undefined ? {} : { fillBars: terms.fillBars }),
})

export const reportedTrade = ({ fill, purpose }: BarFill, time: Millis): BacktestTrade => ({
  time,
  side: fill.side,
  price: formatPrice(fill.price),
  quantity: formatQuantity(fill.quantity),
  fee: formatMoney(fill.fee),
  reason: REASONS[purpose],
})

export const reportedPosition = (held: Quantity, mark: Price | undefined): Pick<MarketReport, 'openPosition'> =>
  held === 0n || mark === undefined ? {} : { openPosition: { quantity: formatQuantity(held), markPrice: formatPrice(mark) } }

export function reportedFunding(entries: readonly BarEntry[]): FundingReport {
  const settled = entries.flatMap((entry) => ('settled' in entry ? [entry.settled] : []))
  return {
    total: formatMoney(settled.reduce<Money>((sum, { funding }) => add(sum, funding), ZERO_MONEY)),
    payments: settled.map(({ instrument, dueAt, fundingRate, markPrice, quantity, funding }) => ({
      time: dueAt,
      instrument,
      rate: formatRate(fundingRate),
      markPrice: formatPrice(markPrice),
      quantity: formatQuantity(quantity),
      amount: formatMoney(funding),
    })),
  }
}
