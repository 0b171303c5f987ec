import { DAY, HOUR } from '../../domain/index.ts'
import { downsample, monthlyReturns, percentText, type TearSheet, underwater } from '../../performance/index.ts'
import type { BacktestOutcome, BacktestReport } from './backtest.ts'

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

function metricRows({
  metrics,
  finalEquity,
  signals,
  openPosition,
  haltReason,
}: BacktestReport): readonly (readonly [string, string])[] {
  return [
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
    [
      'Signals',
      `${String(signals.created)}, ${String(signals.blocked)} blocked by risk, ${String(signals.filtered)} had nothing to do`,
    ],
    ...(signals.blockedReason === undefined ? [] : [['Last block', signals.blockedReason] as const]),
    ...(haltReason === undefined ? [] : [['Trading was halted', haltReason] as const]),
    ...(openPosition === undefined
      ? []
      : [['Still held', `${openPosition.quantity}, marked at the last close ${openPosition.markPrice}`] as const]),
  ]
}

const factRows = (report: BacktestReport): readonly (readonly [string, string])[] => [
  ['Market', `${report.instrument}, ${report.timeframe}`],
  ['Strategy', report.strategy],
  ['Parameters', JSON.stringify(report.params)],
  ['From', `${iso(report.from)} UTC`],
  ['To', `${iso(report.to)} UTC`],
  ['Bars', `${String(report.bars)}, ${String(report.missingBars)} missing`],
  ['Starting cash', report.startingCash],
  ['Fee, slippage', `${bps(report.terms.fee)}, ${bps(report.terms.slippage)}`],
  [
    'Stop, target',
    [report.terms.stop, report.terms.target]
      .map((text) => (text === undefined ? "strategy's" : percentText(Number(text))))
      .join(', '),
  ],
  ['Size', sizeText(report.terms.size)],
]

/** For a person at a terminal. */
export function backtestText(report: BacktestReport): string {
  const rows = [...factRows(report), ...metricRows(report)]
  const width = Math.max(...rows.map(([name]) => name.length))
  return `${rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n')}\n`
}

/** What a tear sheet shows of a backtest; curves are drawn from as many points as can be told apart. */
export function backtestSheet({ report, equity, price }: BacktestOutcome): TearSheet {
  const start = Number(report.startingCash)
  return {
    title: `Backtest of ${report.strategy} on ${report.instrument}`,
    facts: factRows(report),
    metrics: metricRows(report),
    equity: downsample(equity, PLOT_POINTS),
    drawdown: downsample(underwater(equity, start), PLOT_POINTS),
    price: downsample(price, PLOT_POINTS),
    marks: report.trades.map(({ time, side, price: at }) => ({ time, side, value: Number(at) })),
    months: monthlyReturns(equity, start),
    trades: {
      head: ['Time (UTC)', 'Side', 'Price', 'Quantity', 'Fee', 'Reason'],
      rows: report.trades
        .slice(-ROWS)
        .map(({ time, side, price: at, quantity, fee, reason }) => [
          iso(time),
          side,
          at,
          quantity,
          Number(fee).toFixed(6),
          reason,
        ]),
      left: Math.max(0, report.trades.length - ROWS),
    },
  }
}
