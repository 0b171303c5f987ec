import { type FunctionComponent, type ReactNode, type RefObject, useEffect, useRef } from 'react'
import { isFinal } from '../../core/domain/index.ts'
import { useStore } from 'zustand'
import { isUnread, useRow, useRows, useTerminal } from '../stores/index.ts'

interface BadgeProps {
  readonly count: number
  readonly hot?: boolean
}

/** The tab says in `data-name` how it is called; the count is added to that here. */
function useTabName(count: number): RefObject<HTMLSpanElement | null> {
  const badge = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const tab = badge.current?.closest('[role=tab]')
    const name = badge.current?.parentElement?.querySelector<HTMLElement>('[data-name]')?.dataset['name']
    if (!tab || name === undefined) return
    tab.setAttribute('aria-label', count === 0 ? name : `${name}, ${String(count)}`)
  }, [count])
  return badge
}

function Badge({ count, hot }: BadgeProps): ReactNode {
  const badge = useTabName(count)
  return <span ref={badge} className={hot === true ? 'badge hot' : 'badge'} data-count={count} hidden={count === 0} aria-hidden />
}

function PendingSignals(): ReactNode {
  return <Badge count={useRows('trading.signals').filter(({ state }) => state === 'PENDING').length} hot />
}

function WorkingOrders(): ReactNode {
  return <Badge count={useRows('trading.orders').filter(({ state }) => !isFinal(state)).length} />
}

function OpenPositions(): ReactNode {
  return <Badge count={useRows('trading.positions').filter(({ quantity }) => /[1-9]/.test(quantity)).length} />
}

function FailedChecks(): ReactNode {
  return <Badge count={useRow('trading.state', 'all')?.checks.filter(({ passed }) => !passed).length ?? 0} hot />
}

function UnreadAlerts(): ReactNode {
  const marks = useStore(useTerminal().alertMarks)
  return <Badge count={useRows('system.alerts').filter((alert) => isUnread(marks, alert)).length} hot />
}

/** Counts worth seeing while the tab is behind another. */
export const PANEL_BADGES: Readonly<Record<string, FunctionComponent>> = {
  signals: PendingSignals,
  orders: WorkingOrders,
  positions: OpenPositions,
  risk: FailedChecks,
  alerts: UnreadAlerts,
}
