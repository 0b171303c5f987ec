import { type ReactNode, useState } from 'react'
import type { ResearchRunRow } from '../../../core/contract/index.ts'
import { formatAge, formatDateTime } from '../../format/index.ts'
import { useRows, useTerminal, useZone } from '../../stores/index.ts'
import { PanelContent, PanelMessage } from '../../ui/index.ts'
import { ResearchForm } from './research-form.tsx'
import { RunView } from './run-view.tsx'

function Progress({ run }: { readonly run: ResearchRunRow }): ReactNode {
  const { client, toasts } = useTerminal()
  const { progress } = run
  const part = progress === null || progress.total === 0 ? 0 : progress.done / progress.total
  return (
    <span className="research-progress">
      <progress value={part} max={1} aria-label={`Progress of ${run.title}`} />
      <span className="num dim">{typeof progress?.left === 'number' ? formatAge(progress.left) : ''}</span>
      <button
        type="button"
        className="btn small"
        onClick={(event) => {
          event.stopPropagation()
          client.api.research.cancel(run.id).catch((error: unknown) => {
            toasts.show({ tone: 'error', title: 'Not cancelled', text: String(error) })
          })
        }}
      >
        Cancel
      </button>
    </span>
  )
}

interface RunProps {
  readonly run: ResearchRunRow
  readonly selected: boolean
  readonly onSelect: () => void
}

function Run({ run, selected, onSelect }: RunProps): ReactNode {
  const zone = useZone()
  const waits = run.state === 'queued' || run.state === 'running'
  return (
    <div
      className="research-row"
      role="option"
      aria-selected={selected}
      tabIndex={0}
      data-testid="research-row"
      onClick={onSelect}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.target === event.currentTarget) onSelect()
      }}
    >
      <b className="clip" title={run.title}>
        {run.title}
      </b>
      <span className="dim num">{formatDateTime(run.createdAt, zone)}</span>
      {waits ? <Progress run={run} /> : <span className={run.state === 'failed' ? 'tag warn' : 'tag'}>{run.state}</span>}
    </div>
  )
}

/** Backtests and the generator over recorded bars: ask, watch, read. */
export function ResearchPanel(): ReactNode {
  const runs = useRows('research.runs')
  const [chosen, setChosen] = useState<string>()
  const newest = [...runs].sort((a, b) => b.createdAt - a.createdAt)
  const run = newest.find(({ id }) => id === chosen) ?? newest[0]
  return (
    <div className="panel" data-testid="research">
      <PanelContent topic="research.runs" what="research" keep>
        <div className="research">
          <div className="research-side">
            <ResearchForm onStarted={setChosen} />
            <div className="research-runs" role="listbox" aria-label="Runs">
              {newest.map((each) => (
                <Run
                  key={each.id}
                  run={each}
                  selected={each.id === run?.id}
                  onSelect={() => {
                    setChosen(each.id)
                  }}
                />
              ))}
            </div>
          </div>
          {run === undefined ? (
            <PanelMessage title="Nothing was computed yet">
              A backtest trades a strategy over the bars recorded here, with the engine that trades live; the generator looks for
              new ones.
            </PanelMessage>
          ) : (
            <RunView key={run.id} run={run} />
          )}
        </div>
      </PanelContent>
    </div>
  )
}
