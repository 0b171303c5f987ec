import { type ReactNode, useMemo } from 'react'
import type { ResearchRunRow } from '../../../core/contract/index.ts'
import { useAsked, useTerminal } from '../../stores/index.ts'
import { Loading, PanelMessage } from '../../ui/index.ts'
import { Curves } from './curves.tsx'
import { bestOf, FIGURES, figureText } from './figures.ts'
import { type BacktestFigures, readReport } from './report.ts'

export const MOST_COMPARED = 5
const ONCE = 3_600_000
/** As the lines of the chart are drawn. */
const LINES = ['━━', '╍╍', '┈┈', '╺╺', '· ·']
const TINTS = ['accent', 'warn', 'up', 'number', 'down']

interface Compared {
  readonly run: ResearchRunRow
  readonly figures: BacktestFigures
}

function Comparison({ compared }: { readonly compared: readonly Compared[] }): ReactNode {
  const curves = useMemo(() => compared.map(({ run, figures }) => ({ label: run.title, points: figures.equity })), [compared])
  return (
    <>
      <div className="research-scroll">
        <table className="research-compare" aria-label="Figures side by side" data-testid="research-compare">
          <thead>
            <tr>
              <th scope="col">Figure</th>
              {compared.map(({ run }, index) => (
                <th key={run.id} scope="col" title={run.title}>
                  <span className="num" style={{ color: `var(--${TINTS[index] ?? 'text'})` }} aria-hidden>
                    {LINES[index]}
                  </span>{' '}
                  {run.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {FIGURES.map((figure) => {
              const values = compared.map(({ figures }) => figures.metrics[figure.key])
              const best = bestOf(figure, values)
              return (
                <tr key={figure.key} title={figure.hint}>
                  <th scope="row">{figure.label}</th>
                  {compared.map(({ run }, index) => (
                    <td
                      key={run.id}
                      className="num"
                      data-best={best.includes(index)}
                      title={String(values[index] ?? 'not known')}
                    >
                      {best.includes(index) ? <span aria-label="best">★ </span> : null}
                      {figureText(figure, values[index])}
                    </td>
                  ))}
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      <Curves curves={curves} label="Growth of the runs, each from its own start" />
    </>
  )
}

/** Two to five finished backtests side by side; the best of each figure has a star. */
export function CompareView({ runs }: { readonly runs: readonly ResearchRunRow[] }): ReactNode {
  const { client } = useTerminal()
  const { value, problem } = useAsked(runs.map(({ id }) => id).join(), ONCE, () =>
    Promise.all(runs.map(async (run) => ({ run, figures: readReport(await client.api.research.report(run.id)) }))),
  )
  const compared = useMemo(
    () => value?.flatMap(({ run, figures }): Compared[] => (figures?.kind === 'backtest' ? [{ run, figures }] : [])) ?? [],
    [value],
  )
  if (runs.length < 2)
    return (
      <PanelMessage title="Mark two to five finished backtests">
        Their figures stand side by side here, and their growth in one chart.
      </PanelMessage>
    )
  if (problem !== '') return <PanelMessage title="A report cannot be read">{problem}. Mark others, or try again.</PanelMessage>
  if (value === undefined) return <Loading what="the reports" />
  return (
    <article className="research-run" aria-label="Comparison">
      <h3>{runs.length} runs compared</h3>
      <Comparison compared={compared} />
    </article>
  )
}
