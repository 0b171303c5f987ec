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
  return (
    <span className="tab-mode" data-environment={mode}>
      {mode === 'unknown' ? '----' : mode.toUpperCase()}
    </span>
  )
}

/** The mode beside the title of a panel that can act; hidden while the tab is behind another. */
export function TabMode({ instance }: { readonly instance: string }): ReactNode {
  return ACTING.has(kindOf(instance)) ? <Mark /> : null
}
