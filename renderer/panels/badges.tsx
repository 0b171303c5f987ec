import type { FunctionComponent, ReactNode } from 'react'
import { isFinal } from '../../core/domain/index.ts'
import { useRow, useRows } from '../stores/index.ts'

const Badge = ({ count, hot }: { readonly count: number; readonly hot?: boolean }): ReactNode =>
  count === 0 ? null : <span className={hot === true ? 'badge hot' : 'badge'}>{count}</span>

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
