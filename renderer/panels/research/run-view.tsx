import { type ReactNode, useEffect, useRef } from 'react'
import type { ResearchRunRow } from '../../../core/contract/index.ts'
import { EquityChart } from '../../charting/index.ts'
import { formatDateTime, formatDecimal, formatPercent, formatShare, MISSING } from '../../format/index.ts'
import { useAsked, useTerminal, useZone } from '../../stores/index.ts'
import { Loading, PanelMessage } from '../../ui/index.ts'
import { type BacktestFigures, type FoundStrategy, type GeneratorFigures, readReport } from './report.ts'

function Curve({ equity }: { readonly equity: BacktestFigures['equity'] }): ReactNode {
  const host = useRef<HTMLDivElement>(null)
  const zone = useZone()
  useEffect(() => {
    if (host.current === null) return undefined
    const chart = new EquityChart(host.current, zone)
    chart.replace(equity.map(([at, value]) => ({ at, equity: String(value) })))
    const restyle = (): void => {
      chart.restyle()
    }
    document.addEventListener('sentinel-appearance', restyle)
    return () => {
      document.removeEventListener('sentinel-appearance', restyle)
      chart.dispose()
    }
  }, [equity, zone])
  return (
    <div className="research-curve">
      <div className="surface" ref={host} role="figure" aria-label="Equity of the backtest" />
    </div>
  )
}

const share = (value: number | null | undefined): string =>
  value === null || value === undefined ? MISSING : formatPercent(value)
const part = (value: number | null | undefined): string =>
  value === null || value === undefined ? MISSING : formatShare(value, 2)
const plain = (value: number | null | undefined, digits = 2): string =>
  value === null || value === undefined ? MISSING : value.toFixed(digits)

function Figures({ pairs }: { readonly pairs: readonly (readonly [string, string])[] }): ReactNode {
  return (
    <dl className="research-figures">
      {pairs.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className="num">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Backtest({ figures }: { readonly figures: BacktestFigures }): ReactNode {
  const zone = useZone()
  const { metrics } = figures
  return (
    <>
      <Figures
        pairs={[
          ['Return', share(metrics['totalReturn'])],
          ['A year', share(metrics['annualReturn'])],
          ['Drawdown', part(metrics['maxDrawdown'])],
          ['Sharpe', plain(metrics['sharpe'])],
          ['Sortino', plain(metrics['sortino'])],
          ['Calmar', plain(metrics['calmar'])],
          ['Trades', plain(metrics['trades'], 0)],
          ['Won', part(metrics['winRate'])],
          ['Profit factor', plain(metrics['profitFactor'])],
          ['In the market', part(metrics['exposure'])],
          ['Fees', plain(metrics['fees'])],
          ['Ends with', formatDecimal(figures.finalEquity, 2)],
        ]}
      />
      <p className="dim research-note">
        {figures.bars.toLocaleString('en-US')} bars from {formatDateTime(figures.from, zone)} to{' '}
        {formatDateTime(figures.to, zone)}, from {formatDecimal(figures.startingCash, 2)}.{' '}
        {figures.haltReason === undefined ? '' : `Halted: ${figures.haltReason}. `}
        Decisions {figures.decisionHash.slice(0, 12)}.
      </p>
      <Curve equity={figures.equity} />
    </>
  )
}

function Found({ found }: { readonly found: FoundStrategy }): ReactNode {
  return (
    <li className="research-found">
      <span className="num dim">{found.rank}</span>
      <span className="selectable">{found.text}</span>
      <span className="num">{share(found.heldOut['totalReturn'])}</span>
      <span className={found.promoted ? 'tag' : 'tag warn'} title={found.against.join(', ')}>
        {found.promoted ? 'to paper' : found.against.length === 0 ? 'passed' : `${String(found.against.length)} against`}
      </span>
    </li>
  )
}

function Generated({ figures }: { readonly figures: GeneratorFigures }): ReactNode {
  const { funnel } = figures
  return (
    <>
      <Figures
        pairs={[
          ['Evaluated', figures.evaluated.toLocaleString('en-US')],
          ['Passed training', plain(funnel['passedTrain'], 0)],
          ['Passed validation', plain(funnel['passedValidation'], 0)],
          ['Survived', plain(funnel['survived'], 0)],
          ['Promoted', plain(funnel['promoted'], 0)],
          ['Overfitting', part(figures.overfitting)],
        ]}
      />
      <p className="dim research-note">
        Of searches of a market without any edge, at most {part(figures.falsePositiveRate)} promote anything. Returns below are of
        the days that nothing was chosen by.
      </p>
      {figures.survivors.length === 0 ? (
        <PanelMessage title="Nothing survived">That is the honest answer of most searches.</PanelMessage>
      ) : (
        <ol className="research-list">
          {figures.survivors.map((found) => (
            <Found key={found.id} found={found} />
          ))}
        </ol>
      )}
    </>
  )
}

const NEVER = 3_600_000

function Report({ id }: { readonly id: string }): ReactNode {
  const { client } = useTerminal()
  const { value, problem } = useAsked(id, NEVER, () => client.api.research.report(id).then(readReport))
  if (problem !== '') return <PanelMessage title="The report cannot be read">{problem}</PanelMessage>
  if (value === undefined) return <Loading what="the report" />
  return value.kind === 'backtest' ? <Backtest figures={value} /> : <Generated figures={value} />
}

/** One run: how far it is, or what it found. */
export function RunView({ run }: { readonly run: ResearchRunRow }): ReactNode {
  return (
    <article className="research-run" aria-label={run.title} data-testid="research-run">
      <h3>{run.title}</h3>
      {run.state === 'done' ? (
        <Report id={run.id} />
      ) : run.state === 'failed' ? (
        <PanelMessage title="It failed">{run.error ?? 'No reason was given'}</PanelMessage>
      ) : run.state === 'running' || run.state === 'queued' ? (
        <PanelMessage title={run.state === 'queued' ? 'Waiting its turn' : (run.progress?.phase ?? 'Running')}>
          One run at a time; it goes on when this window is closed.
        </PanelMessage>
      ) : (
        <PanelMessage title={run.state === 'cancelled' ? 'Cancelled' : 'Interrupted'}>Nothing was kept of it.</PanelMessage>
      )}
    </article>
  )
}
