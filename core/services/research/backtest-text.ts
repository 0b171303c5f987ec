import { DAY, HOUR } from '../../domain/index.ts'
import { downsample, monthlyReturns, percentText, type TearSheet, underwater } from '../../performance/index.ts'
import type { BacktestOutcome, PortfolioOutcome, PortfolioReport } from './backtest.ts'
import type { AccountReport, BacktestReport, BacktestTrade, MarketReport } from './backtest-report.ts'

const PLOT_POINTS = 1_800
const ROWS = 500

const iso = (time: number): string => new Date(time).toISOString().replace('T', ' ').slice(0, 16)
const ratio = (value: number | null): string => (value === null ? '-' : value.toFixed(2))
const percent = (value: number | null): string => (value === null ? '-' : percentText(value))
const amount = (value: number | null): string => (value === null ? '-' : value.toFixed(2))
const span = (ms: number): string => (ms >= DAY ? `${(ms / DAY).toFixed(1)} d` : `${(ms / HOUR).toFixed(1)} h`)

const bps = (fraction: string): string => `${String(Number((Number(fraction) * 1e4).toFixed(6)))} bps`
const sizeText = (size: BacktestReport['terms']['size']): string =>
  size.mode === 'fixed' ? `${percentText(size.fraction)} of equity` : size.mode === 'risk' ? 'by the live limits' : 'all in'

type Rows = readonly (readonly [string, string])[]

const metricRows = ({ metrics, finalEquity }: AccountReport): Rows => [
  ['Final equity', Number(finalEquity).toFixed(2)],
  ['Return', percent(metrics.totalReturn)],
  ['Return a year', percent(metrics.annualReturn)],
  ['Sharpe', ratio(metrics.sharpe)],
  ['Sortino', ratio(metrics.sortino)],
  ['Calmar', ratio(metrics.calmar)],
  ['Deepest drawdown', percent(metrics.maxDrawdown)],
  ['Longest drawdown', span(metrics.longestDrawdown)],
  ['Closed trades', String(metrics.trades)],
  ['Win rate', percent(metrics.winRate)],
  ['Profit factor', ratio(metrics.profitFactor)],
  ['Mean profit of a trade', amount(metrics.expectancy)],
  ['Mean win, mean loss', `${amount(metrics.averageWin)}, ${amount(metrics.averageLoss)}`],
  ['Exposure', percent(metrics.exposure)],
  ['Fees paid', amount(metrics.fees)],
  ...(metrics.funding === undefined ? [] : [['Funding received', amount(metrics.funding)] as const]),
]

const signalText = ({ created, blocked, filtered }: MarketReport['signals']): string =>
  `${String(created)}, ${String(blocked)} blocked by risk, ${String(filtered)} had nothing to do`

const heldText = ({ quantity, markPrice }: NonNullable<MarketReport['openPosition']>): string =>
  `${quantity}, marked at the last close ${markPrice}`

const finerText = ({ timeframe, finer, pessimistic }: NonNullable<MarketReport['finer']>): string =>
  `${String(finer)} told by ${timeframe} candles, ${String(pessimistic)} by the pessimistic rule`

/** How one market ended. */
const endRows = ({ signals, openPosition, cancelledOrders, finer }: MarketReport): Rows => [
  ['Signals', signalText(signals)],
  ...(signals.blockedReason === undefined ? [] : [['Last block', signals.blockedReason] as const]),
  ...(cancelledOrders === undefined ? [] : [['Orders cancelled', String(cancelledOrders)] as const]),
  ...(finer === undefined ? [] : [['Bars looked into', finerText(finer)] as const]),
  ...(openPosition === undefined ? [] : [['Still held', heldText(openPosition)] as const]),
]

const haltRows = ({ haltReason }: AccountReport): Rows => (haltReason === undefined ? [] : [['Trading was halted', haltReason]])

const resultRows = (report: BacktestReport): Rows => {
  const end = endRows(report)
  const held = report.openPosition === undefined ? [] : end.slice(-1)
  return [...metricRows(report), ...end.slice(0, end.length - held.length), ...haltRows(report), ...held]
}

const participationText = (share: string, fillBars: number | undefined): string => {
  const percent = String(Number((Number(share) * 100).toFixed(10)))
  return `${percent} % of a bar's volume${fillBars === undefined ? '' : `, an entry in at most ${String(fillBars)} bars`}`
}

const termRows = ({ terms, startingCash }: AccountReport): Rows => [
  ['Starting cash', startingCash],
  ['Fee, slippage', `${bps(terms.fee)}, ${bps(terms.slippage)}`],
  [
    'Stop, target',
    [terms.stop, terms.target].map((text) => (text === undefined ? "strategy's" : percentText(Number(text)))).join(', '),
  ],
  ...(terms.trail === undefined ? [] : [['Trailing stop', percentText(Number(terms.trail))] as const]),
  ...(terms.latencyMs === undefined ? [] : [['Latency', `${String(terms.latencyMs)} ms`] as const]),
  ...(terms.participation === undefined
    ? []
    : [['Partial fills', participationText(terms.participation, terms.fillBars)] as const]),
  ['Size', sizeText(terms.size)],
]

const spanRows = (report: AccountReport): Rows => [
  ['From', `${iso(report.from)} UTC`],
  ['To', `${iso(report.to)} UTC`],
]

const barsText = ({ bars, missingBars }: MarketReport): string => `${String(bars)}, ${String(missingBars)} missing`

const factRows = (report: BacktestReport): Rows => [
  ['Market', `${report.instrument}, ${report.timeframe}`],
  ['Strategy', report.strategy],
  ['Parameters', JSON.stringify(report.params)],
  ...spanRows(report),
  ['Bars', barsText(report)],
  ...termRows(report),
]

const portfolioFacts = (report: PortfolioReport): Rows => [
  ['Markets', `${String(report.markets.length)}, ${report.timeframe}`],
  ...report.markets.map(
    (market) => [market.instrument, `${market.strategy} ${JSON.stringify(market.params)}, ${barsText(market)} bars`] as const,
  ),
  ...spanRows(report),
  ...termRows(report),
]

const portfolioResults = (report: PortfolioReport): Rows => [
  ...metricRows(report),
  ...haltRows(report),
  ...report.markets.flatMap((market) => endRows(market).map(([name, value]) => [`${name} ${market.instrument}`, value] as const)),
]

const lines = (rows: Rows): string => {
  const width = Math.max(...rows.map(([name]) => name.length))
  return `${rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n')}\n`
}

export const portfolioText = (report: PortfolioReport): string => lines([...portfolioFacts(report), ...portfolioResults(report)])

/** For a person at a terminal. */
export const backtestText = (report: BacktestReport): string => lines([...factRows(report), ...resultRows(report)])

/** What is plotted and listed alike of one market and of several; curves are drawn from as many points as can be told apart. */
const sheetOf = ({ report, equity }: { readonly report: AccountReport; readonly equity: BacktestOutcome['equity'] }) => {
  const start = Number(report.startingCash)
  return {
    equity: downsample(equity, PLOT_POINTS),
    drawdown: downsample(underwater(equity, start), PLOT_POINTS),
    months: monthlyReturns(equity, start),
  }
}

const marksOf = (trades: readonly BacktestTrade[]) =>
  trades.map(({ time, side, price }) => ({ time, side, value: Number(price) }))

const cells = ({ time, side, price, quantity, fee, reason }: BacktestTrade): readonly string[] => [
  iso(time),
  side,
  price,
  quantity,
  Number(fee).toFixed(6),
  reason,
]
const HEAD = ['Time (UTC)', 'Side', 'Price', 'Quantity', 'Fee', 'Reason']
const leftOut = ({ trades }: AccountReport): number => Math.max(0, trades.length - ROWS)

/** What a tear sheet shows of a backtest. */
export const backtestSheet = (outcome: BacktestOutcome): TearSheet => {
  const { report, prices } = outcome
  return {
    ...sheetOf(outcome),
    title: `Backtest of ${report.strategy} on ${report.instrument}`,
    facts: factRows(report),
    metrics: resultRows(report),
    prices: prices.map((curve) => ({
      title: 'Price and fills',
      curve: downsample(curve, PLOT_POINTS),
      marks: marksOf(report.trades),
    })),
    trades: { head: HEAD, rows: report.trades.slice(-ROWS).map(cells), left: leftOut(report) },
  }
}

export const portfolioSheet = (outcome: PortfolioOutcome): TearSheet => {
  const { report, prices } = outcome
  return {
    ...sheetOf(outcome),
    title: `Backtest of ${report.markets.map(({ instrument }) => instrument).join(', ')}`,
    facts: portfolioFacts(report),
    metrics: portfolioResults(report),
    prices: prices.map((curve, market) => {
      const name = report.markets[market]?.instrument ?? ''
      return {
        title: `Price and fills, ${name}`,
        curve: downsample(curve, PLOT_POINTS),
        marks: marksOf(report.trades.filter(({ instrument }) => instrument === name)),
      }
    }),
    trades: {
      head: ['Market', ...HEAD],
      rows: report.trades.slice(-ROWS).map((trade) => [trade.instrument ?? '', ...cells(trade)]),
      left: leftOut(report),
    },
  }
}
