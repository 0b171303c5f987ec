import { type ReactNode, useState } from 'react'
import type { ResearchRunRow } from '../../../core/contract/index.ts'
import { formatAge, formatDateTime } from '../../format/index.ts'
import { usePanelState, useRows, useTerminal, useZone } from '../../stores/index.ts'
import { PanelContent, PanelMessage, Segments } from '../../ui/index.ts'
import { CompareView, MOST_COMPARED } from './compare-view.tsx'
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
        onClick={() => {
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
  /** While runs are compared. */
  readonly mark?: { readonly on: boolean; readonly toggle: () => void } | undefined
}

function Run({ run, selected, onSelect, mark }: RunProps): ReactNode {
  const zone = useZone()
  const waits = run.state === 'queued' || run.state === 'running'
  return (
    <div className="research-row" role="listitem" data-selected={selected} data-testid="research-row">
      <span className="research-title">
        {mark === undefined ? null : (
          <input
            type="checkbox"
            aria-label={`Compare ${run.title}`}
            data-testid="research-mark"
            checked={mark.on}
            onChange={mark.toggle}
          />
        )}
        <button type="button" className="research-open clip" title={run.title} aria-current={selected} onClick={onSelect}>
          {run.title}
        </button>
      </span>
      {waits ? <span className="dim">{run.state}</span> : <span className="dim num">{formatDateTime(run.createdAt, zone)}</span>}
      {waits ? <Progress run={run} /> : <span className={run.state === 'failed' ? 'tag warn' : 'tag'}>{run.state}</span>}
    </div>
  )
}

const MODES = ['read', 'compare'] as const
type Mode = (typeof MODES)[number]
const parseMode = (kept: unknown): Mode => MODES.find((mode) => mode === kept) ?? 'read'
const parseMarked = (kept: unknown): readonly string[] =>
  Array.isArray(kept) ? kept.filter((each): each is string => typeof each === 'string').slice(0, MOST_COMPARED) : []

/** Backtests, searches over parameters and the generator over recorded bars: ask, watch, read, compare. */
export function ResearchPanel(): ReactNode {
  const runs = useRows('research.runs')
  const [chosen, setChosen] = useState<string>()
  const [mode, setMode] = usePanelState('mode', parseMode)
  const [marked, setMarked] = usePanelState('compared', parseMarked)
  const newest = [...runs].sort((a, b) => b.createdAt - a.createdAt)
  const run = newest.find(({ id }) => id === chosen) ?? newest[0]
  const compared = newest.filter(({ id, state }) => state === 'done' && marked.includes(id))
  const toggle = (id: string): void => {
    if (marked.includes(id)) setMarked(marked.filter((each) => each !== id))
    else if (compared.length < MOST_COMPARED) setMarked([...compared.map((each) => each.id), id])
  }
  const markOf = ({ id, kind, state }: ResearchRunRow) =>
    mode === 'compare' && kind === 'backtest' && state === 'done'
      ? {
          on: marked.includes(id),
          toggle: () => {
            toggle(id)
          },
        }
      : undefined
  return (
    <div className="panel" data-testid="research">
      <PanelContent topic="research.runs" what="research" keep>
        <div className="research-frame">
          <div className="research">
            <div className="research-side">
              <ResearchForm
                onStarted={(id) => {
                  setChosen(id)
                  setMode('read')
                }}
              />
              <div className="research-mode">
                <span className="dim grow">{newest.length === 1 ? '1 run' : `${String(newest.length)} runs`}</span>
                <Segments
                  label="Runs"
                  options={MODES}
                  value={mode}
                  text={(each) => (each === 'read' ? 'Read' : 'Compare')}
                  onChange={setMode}
                />
              </div>
              <div className="research-runs" role="list" aria-label="Runs">
                {newest.map((each) => (
                  <Run
                    key={each.id}
                    run={each}
                    selected={mode === 'read' && each.id === run?.id}
                    mark={markOf(each)}
                    onSelect={() => {
                      setChosen(each.id)
                      setMode('read')
                    }}
                  />
                ))}
              </div>
            </div>
            {mode === 'compare' ? (
              <CompareView runs={compared} />
            ) : run === undefined ? (
              <PanelMessage title="Nothing was computed yet">
                A backtest trades a strategy over the bars recorded here, with the engine that trades live; the optimiser looks
                for its parameters; the generator looks for new strategies.
              </PanelMessage>
            ) : (
              <RunView key={run.id} run={run} />
            )}
          </div>
        </div>
      </PanelContent>
    </div>
  )
}
