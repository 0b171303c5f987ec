import type { ReactNode } from 'react'
import type { PanelId } from '../../panels/registry.ts'
import { useShownMode } from './use-mode.ts'

/** Panels from which an order, a stop or a strategy can be changed; each says in which mode it would be. */
const ACTING: ReadonlySet<string> = new Set<PanelId | 'schedules'>([
  'chart',
  'signals',
  'ticket',
  'positions',
  'orders',
  'schedules',
  'overrides',
  'strategies',
])

const kindOf = (instance: string): string => instance.split('#')[0] ?? instance

function Mark(): ReactNode {
  const mode = useShownMode()
  // Drawn by the style: the tab's name is its own, and whoever listens is told the mode by the bar at the top.
  return (
    <span className="tab-mode" aria-hidden data-environment={mode} data-word={mode === 'unknown' ? '----' : mode.toUpperCase()} />
  )
}

/** The mode beside the title of a panel that can act; hidden while the tab is behind another. */
export function TabMode({ instance }: { readonly instance: string }): ReactNode {
  return ACTING.has(kindOf(instance)) ? <Mark /> : null
}
