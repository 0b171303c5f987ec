import type { ReactNode } from 'react'
import type { ResearchRunRow } from '../../../core/contract/index.ts'
import { formatAge } from '../../format/index.ts'
import { useAsked, useTerminal } from '../../stores/index.ts'
import { Loading, PanelMessage } from '../../ui/index.ts'
import { BacktestView } from './backtest-view.tsx'
import { GeneratorView } from './generator-view.tsx'
import { OptimiseView } from './optimise-view.tsx'
import { readReport } from './report.ts'

const NEVER = 3_600_000

function Report({ id }: { readonly id: string }): ReactNode {
  const { client } = useTerminal()
  const { value, problem } = useAsked(id, NEVER, () =>
    client.api.research.report(id).then((report) => readReport(report) ?? null),
  )
  if (problem !== '')
    return <PanelMessage title="The report cannot be read">{problem}. Open the run again to ask once more.</PanelMessage>
  if (value === undefined) return <Loading what="the report" />
  if (value === null) return <PanelMessage title="This report is of a kind that is not known here" />
  if (value.kind === 'backtest') return <BacktestView id={id} figures={value} />
  return value.kind === 'optimise' ? <OptimiseView figures={value} /> : <GeneratorView id={id} figures={value} />
}

function Waiting({ run }: { readonly run: ResearchRunRow }): ReactNode {
  const { progress } = run
  const part = progress === null || progress.total === 0 ? 0 : progress.done / progress.total
  const left = typeof progress?.left === 'number' ? `${formatAge(progress.left)} left` : 'time left not known yet'
  return (
    <PanelMessage title={run.state === 'queued' ? 'Waiting its turn' : (progress?.phase ?? 'Running')}>
      <progress className="research-wait" value={part} max={1} aria-label={`Progress of ${run.title}`} />
      <span className="num">
        {progress === null ? '' : `${String(Math.floor(progress.done))} of ${String(progress.total)}, ${left}`}
      </span>
      <span>One run at a time; it goes on when this window is closed.</span>
    </PanelMessage>
  )
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
        <Waiting run={run} />
      ) : (
        <PanelMessage title={run.state === 'cancelled' ? 'Cancelled' : 'Interrupted'}>
          Nothing was kept of it. Start it again with the same seed and it finds the same.
        </PanelMessage>
      )}
    </article>
  )
}
