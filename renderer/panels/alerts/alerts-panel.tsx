import type { ReactNode } from 'react'
import { usePanelState } from '../../stores/index.ts'
import { Segments } from '../../ui/index.ts'
import { AlertList } from './alert-list.tsx'
import { LogList } from './log-list.tsx'

const VIEWS = ['Alerts', 'Logs'] as const

const parseView = (kept: unknown): (typeof VIEWS)[number] => VIEWS.find((view) => view === kept) ?? 'Alerts'

/** What the services want somebody to know, and what they wrote down beside it. */
export function AlertsPanel(): ReactNode {
  const [view, setView] = usePanelState('view', parseView)
  const choice = <Segments label="Alerts or logs" options={VIEWS} value={view} onChange={setView} />
  return (
    <div className="panel" data-testid="alerts-panel">
      {view === 'Alerts' ? <AlertList choice={choice} /> : <LogList choice={choice} />}
    </div>
  )
}
