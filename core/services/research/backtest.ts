import { countedIds, silentLogger } from '../../adapters/memory/index.ts'
import { type Candle, formatMoney, type Instrument, moneyToNumberLossy, required } from '../../domain/index.ts'
import { downsample, type EquityCurve, monthlyReturns, performanceOf } from '../../performance/index.ts'
import {
  type BacktestMarket,
  backtestPortfolio,
  type BacktestTerms,
  type FundingRate,
  instrumentOf,
  ledgerEntry,
  type MarketResult,
  type StrategyChoice,
} from '../../research/index.ts'
import { curvesOf } from './account-curves.ts'
import {
  type AccountReport,
  type BacktestReport,
  type MarketReport,
  reportedFunding,
  reportedPosition,
  reportedTerms,
  reportedTrade,
} from './backtest-report.ts'
import type { BarHistory } from './candle-source.ts'
import { decisionLog } from './decision-log.ts'

/** Points of the reported curve at most. */
const POINTS = 1_000

export interface MarketRunInput {
  readonly instrument: Instrument
  readonly history: BarHistory
  readonly strategy: StrategyChoice
  /** Shorter candles of the same market. */
  readonly finer?: BarHistory
  readonly funding?: readonly FundingRate[]
}

interface AccountRun {
  readonly terms: BacktestTerms
  /** Every journal row of the run, as it is written. */
  readonly onDecision?: (line: string) => void
}

export interface BacktestRun extends MarketRunInput, AccountRun {}

export interface PortfolioRun extends AccountRun {
  readonly markets: readonly MarketRunInput[]
}

/** Several markets on one account; its trades name theirs. */
export interface PortfolioReport extends AccountReport {
  readonly markets: readonly MarketReport[]
}

interface Outcome<Report> {
  readonly report: Report
  readonly equity: EquityCurve
  /** Closes of each market, in the order of the report. */
  readonly prices: readonly EquityCurve[]
}

/** A report, and the full curves that plots are drawn from. */
export type BacktestOutcome = Outcome<BacktestReport>
export type PortfolioOutcome = Outcome<PortfolioReport>

/** One strategy over one history. Throws InputError for a strategy or parameters that are not valid. */
export function runBacktest({ terms, onDecision, ...market }: BacktestRun): BacktestOutcome {
  const { report, equity, prices } = run({ markets: [market], terms, ...(onDecision === undefined ? {} : { onDecision }) })
  const { timeframe, from, to, terms: reported, startingCash, finalEquity, metrics, haltReason, ...rest } = report.account
  const { instrument, strategy, params, bars, missingBars, signals, ...more } = required(report.markets[0], 'a market was traded')
  // In the order in which a person reads them.
  return {
    equity,
    prices,
    report: {
      ...{ instrument, timeframe, strategy, params, from, to, bars, missingBars },
      ...{ terms: reported, startingCash, finalEquity, metrics, signals },
      ...(haltReason === undefined ? {} : { haltReason }),
      ...more,
      ...rest,
    },
  }
}

/** Several histories, each with its strategy, on one account. Throws InputError also for markets that do not go together. */
export function runPortfolio(portfolio: PortfolioRun): PortfolioOutcome {
  const { report, equity, prices } = run(portfolio)
  const { trades, ...account } = report.account
  const named = trades.map(({ time, ...trade }, index) => ({ time, instrument: report.traded[index] ?? '', ...trade }))
  return { equity, prices, report: { markets: report.markets, ...account, trades: named } }
}

function run({ markets: given, terms, onDecision }: PortfolioRun) {
  const log = decisionLog(onDecision)
  const markets = given.map(
    ({ instrument, history, strategy, finer, funding }): BacktestMarket => ({
      instrument,
      bars: history.bars,
      strategy,
      ...(finer === undefined ? {} : { finer: finer.bars }),
      ...(funding === undefined ? {} : { funding }),
    }),
  )
  const result = backtestPortfolio({ markets, terms }, { ids: countedIds(), journal: log, logger: silentLogger() })
  const inputs = result.markets.map((market) => {
    const input = given.find(({ instrument }) => instrument.id === market.instrument)
    return { market, input: required(input, 'the market was given') }
  })
  const traded = inputs.map(({ input }) => ({ instrument: input.instrument.id, bars: input.history.bars }))
  const { equity, prices, pointsHeld } = curvesOf(traded, result.entries, moneyToNumberLossy(terms.cash))
  const from = traded.reduce((least, { bars }) => Math.min(least, bars[0]?.openTime ?? Infinity), Infinity)
  const barsOf = new Map<string, readonly Candle[]>(traded.map(({ instrument, bars }) => [instrument, bars]))
  const fills = result.entries.flatMap((entry) => ('fill' in entry ? [entry] : []))
  const shown = downsample(equity, POINTS)
  const { instrument, history } = required(inputs[0], 'a market was traded').input
  const account: AccountReport = {
    timeframe: history.timeframe,
    from,
    to: equity.times.at(-1) ?? from,
    terms: reportedTerms(instrument, terms),
    startingCash: formatMoney(terms.cash),
    finalEquity: formatMoney(result.equity),
    metrics: performanceOf({
      curve: equity,
      start: { equity: moneyToNumberLossy(terms.cash), time: from },
      entries: result.entries.map(ledgerEntry),
      pointsHeld,
    }),
    ...(result.haltReason === undefined ? {} : { haltReason: result.haltReason }),
    months: monthlyReturns(equity, moneyToNumberLossy(terms.cash)),
    trades: fills.map((entry) => reportedTrade(entry, barsOf.get(instrumentOf(entry))?.[entry.bar]?.openTime ?? entry.fill.at)),
    ...(given.some(({ funding }) => funding !== undefined) ? { funding: reportedFunding(result.entries) } : {}),
    equity: Array.from(shown.times, (time, index) => [time, shown.equity[index] ?? 0] as const),
    decisionHash: log.digest(),
  }
  const report = {
    account,
    markets: inputs.map(({ market, input }) => marketReport(market, input, terms)),
    traded: fills.map(instrumentOf),
  }
  return { report, equity, prices }
}

const marketReport = (result: MarketResult, input: MarketRunInput, terms: BacktestTerms): MarketReport => ({
  instrument: result.instrument,
  strategy: input.strategy.id,
  params: input.strategy.params,
  bars: input.history.bars.length,
  missingBars: input.history.missing,
  signals: result.signals,
  ...reportedPosition(result.quantity, input.history.bars.at(-1)?.close),
  ...(terms.participation === undefined ? {} : { cancelledOrders: result.cancelled }),
  ...(input.finer === undefined ? {} : { finer: { timeframe: input.finer.timeframe, ...result.inside } }),
})
