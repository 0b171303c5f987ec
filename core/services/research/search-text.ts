import { DAY } from '../../domain/index.ts'
import { percentText } from '../../performance/index.ts'
import type { DayMetrics, Dimension, Point } from '../../research/index.ts'
import type { OptimiseReport, TrialReport } from './optimise.ts'
import type { SearchFacts } from './search-run.ts'
import type { WalkForwardReport } from './walk-forward.ts'

type Rows = readonly (readonly [string, string])[]

const day = (time: number): string => new Date(time).toISOString().slice(0, 10)
const ratio = (value: number | null): string => (value === null ? '-' : value.toFixed(2))
const percent = (value: number | null): string => (value === null ? '-' : percentText(value))
const rangeText = (dimension: Dimension): string => {
  if (dimension.kind === 'choice') return `${dimension.name} ${dimension.choices.join('|')}`
  const { name, min, max, step } = dimension
  return `${name} ${String(min)}..${String(max)}${step === undefined ? '' : ` by ${String(step)}`}`
}
const pointText = (point: Point): string =>
  Object.entries(point)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ')

/** Names beside values, names as wide as the widest. */
function listed(rows: Rows): string {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('')
}

/** Columns as wide as their widest cell; all but the last stand right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows
    .map(
      (row) =>
        `${row.map((cell, column) => (column === row.length - 1 ? cell : cell.padStart(widths[column] ?? 0))).join('  ')}\n`,
    )
    .join('')
}

const factRows = (facts: SearchFacts): Rows => [
  ['Market', `${facts.instrument}, ${facts.timeframe}`],
  ['Strategy', facts.strategy],
  ['Searched', facts.space.map(rangeText).join(', ')],
  ...(Object.keys(facts.fixed).length === 0 ? [] : [['Fixed', pointText(facts.fixed)] as const]),
  [
    'From, to',
    `${day(facts.from)}, ${day(facts.to - 1)} (UTC, ${String(facts.bars)} bars, ${String(facts.missingBars)} missing)`,
  ],
  ['Method', `${facts.method}, seed ${String(facts.seed)}`],
  ['Objective', `${facts.objective}, at least ${String(facts.minTrades)} trades`],
]

const metricsText = (metrics: DayMetrics): string =>
  `${percent(metrics.return)} in ${String(metrics.days)} days, Sharpe ${ratio(metrics.sharpe)}, drawdown ${percent(metrics.maxDrawdown)}, ${String(metrics.trades)} trades, profit factor ${ratio(metrics.profitFactor)}`

const TOP = 10

const trialRow = ({ trial, score, metrics, params }: TrialReport): readonly string[] => [
  String(trial),
  ratio(score),
  percent(metrics.return),
  ratio(metrics.sharpe),
  percent(metrics.maxDrawdown),
  String(metrics.trades),
  pointText(params),
]

const ENDED = 'ENDED BEFORE ITS PLAN: what follows is what was known by then'

function creditRows({ deflation, overfitting, robustness }: OptimiseReport): Rows {
  return [
    ...(deflation === null
      ? []
      : ([
          ['Sharpe a year', `${ratio(deflation.sharpe)}, standard error ${ratio(deflation.standardError)}`],
          ['Probability above 0', percent(deflation.probabilistic)],
          [
            'Deflated Sharpe',
            `${percent(deflation.deflated)} probability above ${ratio(deflation.benchmark)}, the best to expect of ${deflation.independentTrials.toFixed(1)} independent trials without skill`,
          ],
        ] as const)),
    ...(overfitting === null
      ? []
      : [
          [
            'Overfitting',
            `${percent(overfitting.probability)} probability, ${percent(overfitting.lossProbability)} that the best of one half loses in the other (${String(overfitting.splits)} splits)`,
          ] as const,
        ]),
    [
      'Neighbours',
      robustness === null
        ? 'not tried'
        : `${robustness.shape ?? 'no verdict: the winner is not above 0'}: median ${ratio(robustness.median)}, worst ${ratio(robustness.worst)} of ${String(robustness.neighbours)}`,
    ],
  ]
}

function foldText({ folds, trials }: OptimiseReport): string {
  if (folds === null) return ''
  const rows = folds.map(({ test, trial, trainScore, testScore, testReturn, beats }) => [
    `${String(test.from + 1)}-${String(test.to)}`,
    ratio(trainScore),
    ratio(testScore),
    percent(testReturn),
    percent(beats),
    trial === null ? 'none has a score' : pointText(trials[trial]?.params ?? {}),
  ])
  return `\nChosen by the other days, judged by these\n${table([['Days', 'Chosen at', 'Score', 'Return', 'Beats', 'Parameters'], ...rows])}`
}

/** For a person at a terminal. */
export function optimiseText(report: OptimiseReport): string {
  const { winner, trials, ran, asked, scored, partial } = report
  const counts = `${String(ran)} of ${String(asked)}, ${String(scored)} with a score`
  const head = [...(partial ? [['PARTIAL', ENDED] as const] : []), ...factRows(report), ['Trials', counts] as const]
  if (winner === null)
    return `${listed(head)}\nNo trial has a score: none closed enough trades, or none can be told by this objective.\n`
  const top = trials.toSorted((a, b) => (b.score ?? -Infinity) - (a.score ?? -Infinity) || a.trial - b.trial)
  const best = top.slice(0, TOP).filter(({ score }) => score !== null)
  return [
    listed([
      ...head,
      ['Winner', pointText(winner.params)],
      ['Score', ratio(winner.score)],
      ['In sample', metricsText(winner.metrics)],
      ...creditRows(report),
    ]),
    `\nBest trials\n${table([['Trial', 'Score', 'Return', 'Sharpe', 'Drawdown', 'Trades', 'Parameters'], ...best.map(trialRow)])}`,
    foldText(report),
  ].join('')
}

/** For a person at a terminal. */
export function walkForwardText(report: WalkForwardReport): string {
  const { windows, windowCount, windowTerms, partial, outOfSample, efficiency, drift } = report
  const { train, test, gap, anchored } = windowTerms
  const rows = windows.map((window) => [
    `${day(window.test.from)} ${String(Math.round((window.test.to - window.test.from) / DAY))} d`,
    ratio(window.trainScore),
    ratio(window.testScore),
    percent(window.testMetrics.return),
    percent(window.testMetrics.maxDrawdown),
    String(window.testMetrics.trades),
    window.params === null ? 'none had a score: nothing traded' : pointText(window.params),
  ])
  return [
    listed([
      ...(partial ? [['PARTIAL', ENDED] as const] : []),
      ...factRows(report),
      [
        'Windows',
        `${String(windows.length)} of ${String(windowCount)}: ${anchored ? 'all days before' : `${String(train)} days`} to choose by, ${String(test)} to trade${gap === 0 ? '' : `, ${String(gap)} between`}`,
      ],
      ['Out of sample', metricsText(outOfSample)],
      ['Efficiency', efficiency === null ? '- (the choices made nothing in training)' : percent(efficiency)],
      ...drift.map(
        ({ name, meanChange }) =>
          [`Drift of ${name}`, meanChange === null ? '-' : `${percent(meanChange)} of its range from window to window`] as const,
      ),
    ]),
    `\nTests\n${table([['From', 'Chosen at', 'Score', 'Return', 'Drawdown', 'Trades', 'Parameters'], ...rows])}`,
  ].join('')
}
