import { type FunctionComponent, type ReactNode, type RefObject, useEffect, useRef } from 'react'
import { isFinal } from '../../core/domain/index.ts'
import { useRow, useRows } from '../stores/index.ts'

interface BadgeProps {
  readonly count: number
  readonly hot?: boolean
}

/** The dock names its tabs by their titles alone; the count is added to that name here. */
function useTabName(count: number): RefObject<HTMLSpanElement | null> {
  const badge = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const tab = badge.current?.closest('[role=tab]')
    const title = badge.current?.parentElement?.firstChild?.textContent
    if (!tab || title === null || title === undefined) return
    tab.setAttribute('aria-label', count === 0 ? title : `${title}, ${String(count)}`)
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

/** Counts worth seeing while the tab is behind another. */
export const PANEL_BADGES: Readonly<Record<string, FunctionComponent>> = {
  signals: PendingSignals,
  orders: WorkingOrders,
  positions: OpenPositions,
  risk: FailedChecks,
}
