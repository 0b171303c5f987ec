import { type ReactNode, useMemo, useState } from 'react'
import { formatDateTime, formatPercent, formatShare, MISSING } from '../../format/index.ts'
import { useZone } from '../../stores/index.ts'
import { type Column, PanelMessage, Table } from '../../ui/index.ts'
import { deflatedVerdict, overfittingVerdict, shapeVerdict, type Verdict } from './credibility.ts'
import { FigureList } from './figure-list.tsx'
import { paramsText } from './parallel.ts'
import { ParallelPlot } from './parallel-plot.tsx'
import type { OptimiseFigures, Trial } from './report.ts'

const plain = (value: number | null | undefined): string => (typeof value === 'number' ? value.toFixed(2) : MISSING)
const share = (value: number | null | undefined): string => (typeof value === 'number' ? formatShare(value, 1) : MISSING)
const percent = (value: number | null | undefined): string => (typeof value === 'number' ? formatPercent(value) : MISSING)

const MARKS: Readonly<Record<Verdict['tone'], string>> = { good: '✓', doubt: '?', bad: '✕' }

const columns = (winner: number | undefined): readonly Column<Trial>[] => [
  {
    id: 'trial',
    title: 'Trial',
    width: '52px',
    align: 'right',
    className: 'dim',
    cell: ({ trial }) => (trial === winner ? <b title="The best">★ {trial}</b> : trial),
  },
  {
    id: 'score',
    title: 'Score',
    width: '62px',
    align: 'right',
    hint: ({ score }) => String(score ?? 'none: too few trades'),
    cell: ({ score }) => plain(score),
  },
  {
    id: 'return',
    title: 'Return',
    width: '66px',
    align: 'right',
    className: ({ metrics }) => ((metrics['return'] ?? 0) < 0 ? 'down' : 'up'),
    cell: ({ metrics }) => percent(metrics['return']),
  },
  { id: 'sharpe', title: 'Sharpe', width: '54px', from: 380, align: 'right', cell: ({ metrics }) => plain(metrics['sharpe']) },
  {
    id: 'fall',
    title: 'Drawdown',
    width: '72px',
    from: 460,
    align: 'right',
    cell: ({ metrics }) => share(metrics['maxDrawdown']),
  },
  {
    id: 'trades',
    title: 'Trades',
    width: '50px',
    from: 420,
    align: 'right',
    cell: ({ metrics }) => metrics['trades'] ?? MISSING,
  },
  {
    id: 'params',
    title: 'Parameters',
    width: 'minmax(120px, 2fr)',
    className: 'mono',
    hint: ({ params }) => paramsText(params),
    cell: ({ params }) => paramsText(params),
  },
]

function Says({
  name,
  figure,
  verdict,
}: {
  readonly name: string
  readonly figure: string
  readonly verdict: Verdict
}): ReactNode {
  return (
    <li data-tone={verdict.tone}>
      <span aria-hidden>{MARKS[verdict.tone]}</span>
      <b>{name}</b>
      <span className="num">{figure}</span>
      <span>{verdict.words}</span>
    </li>
  )
}

function Folds({ folds, trials, objective }: OptimiseFigures): ReactNode {
  if (folds.length === 0) return null
  return (
    <div className="research-scroll">
      <table className="research-months" aria-label="Chosen by the other days, judged by these">
        <thead>
          <tr>
            {['Days', `${objective} when chosen`, 'on these days', 'Return', 'Beats'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            <th scope="col">Parameters</th>
          </tr>
        </thead>
        <tbody>
          {folds.map(({ from, to, scores, trial }) => (
            <tr key={from}>
              <th scope="row" className="num">
                {from + 1} to {to}
              </th>
              <td className="num">{plain(scores['trainScore'])}</td>
              <td className="num">{plain(scores['testScore'])}</td>
              <td className="num">{percent(scores['testReturn'])}</td>
              <td className="num">{share(scores['beats'])}</td>
              <td>
                {trial === null ? 'none had a score' : paramsText(trials.find((each) => each.trial === trial)?.params ?? {})}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A finished search over parameters: the best, how far to believe it, and every trial. */
export function OptimiseView({ figures }: { readonly figures: OptimiseFigures }): ReactNode {
  const zone = useZone()
  const { winner, deflation, overfitting, robustness, trials, objective } = figures
  const [chosen, setChosen] = useState<number>()
  const table = useMemo(() => columns(winner?.trial), [winner])
  const rows = useMemo(
    () => trials.toSorted((a, b) => (b.score ?? -Infinity) - (a.score ?? -Infinity) || a.trial - b.trial),
    [trials],
  )
  if (winner === undefined)
    return (
      <PanelMessage title="No trial has a score">
        None of {trials.length} closed enough trades to be judged by {objective}. Ask for fewer trades, or more days.
      </PanelMessage>
    )
  const deflated = deflation['deflated'] ?? null
  return (
    <>
      <FigureList
        figures={[
          {
            label: `Best ${objective}`,
            value: plain(winner.score),
            hint: `${String(winner.score)}: what the trials are chosen by, on the days that chose it`,
          },
          { label: 'Return', value: percent(winner.metrics['return']), hint: 'Of the best, in sample, after fees and slippage' },
          { label: 'Sharpe', value: plain(winner.metrics['sharpe']), hint: 'Of the best, in sample, a year' },
          { label: 'Drawdown', value: share(winner.metrics['maxDrawdown']), hint: 'Of the best, at the ends of days' },
          { label: 'Trades', value: String(winner.metrics['trades'] ?? MISSING), hint: 'Closed trades of the best' },
          {
            label: 'Trials',
            value: `${String(figures.scored)} of ${String(figures.ran)}`,
            hint: `With a score, of those that ran; ${String(figures.asked)} were asked for`,
          },
        ]}
      />
      <p className="research-best selectable" data-testid="research-winner">
        ★ {paramsText(winner.params)}
        {Object.keys(figures.fixed).length === 0 ? '' : <span className="dim">, fixed {paramsText(figures.fixed)}</span>}
      </p>
      <ul className="research-says" aria-label="How far to believe it">
        <Says name="Deflated Sharpe" figure={share(deflated)} verdict={deflatedVerdict(deflated)} />
        <Says name="Overfitting" figure={share(overfitting)} verdict={overfittingVerdict(overfitting)} />
        <Says name="Neighbours" figure={plain(robustness?.median)} verdict={shapeVerdict(robustness?.shape ?? null)} />
      </ul>
      <ParallelPlot figures={figures} chosen={chosen} />
      <Folds {...figures} />
      <Table
        label="Trials"
        testId="research-trials"
        columns={table}
        rows={rows}
        rowKey={({ trial }) => String(trial)}
        selectedKey={chosen === undefined ? undefined : String(chosen)}
        faded={({ score }) => score === null}
        onSelect={({ trial }) => {
          setChosen(trial === chosen ? undefined : trial)
        }}
      />
      <p className="dim research-note">
        {figures.bars.toLocaleString('en-US')} bars from {formatDateTime(figures.from, zone)} to{' '}
        {formatDateTime(figures.to, zone)}, {figures.method}, seed {figures.seed}.
      </p>
    </>
  )
}
