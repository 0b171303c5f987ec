import { OctagonAlert, Unplug } from 'lucide-react'
import type { ReactNode } from 'react'
import { formatAge } from '../format/index.ts'
import { useConnection, useNow, useRow, useTerminal } from '../stores/index.ts'
import { rearm } from './actions.ts'
import { openGate } from './mode/index.ts'

function LostConnection(): ReactNode {
  const terminal = useTerminal()
  const { reason, retryAt, since, attempt } = useConnection((connection) => connection)
  const now = useNow(250)
  return (
    <div className="banner danger" role="alert" data-testid="disconnected">
      <Unplug size={13} aria-hidden />
      <b>DISCONNECTED</b>
      <span className="clip" title={reason}>
        {formatAge(now - since)}. {reason}
      </span>
      <div className="grow" />
      <span className="num dim">
        {retryAt === 0 ? 'connecting' : `next attempt in ${formatAge(retryAt - now)}`}, {String(attempt)} tried
      </span>
      <button
        type="button"
        className="btn small"
        onClick={() => {
          terminal.client.retry()
        }}
      >
        Try now
      </button>
    </div>
  )
}

function Halted({ reason }: { readonly reason: string }): ReactNode {
  const terminal = useTerminal()
  return (
    <div className="banner danger" role="alert" data-testid="halted">
      <OctagonAlert size={13} aria-hidden />
      <b>TRADING HALTED</b>
      <span className="clip" title={reason}>
        {reason === '' ? 'No reason was given' : reason.replace(/\.$/, '')}. No new entries; cancel, flatten and exits still work.
      </span>
      <div className="grow" />
      <button
        type="button"
        className="btn small"
        data-testid="rearm"
        onClick={() => {
          rearm(terminal)
        }}
      >
        Re-arm trading
      </button>
    </div>
  )
}

/** Live took its entries back by itself: after a kill, a jump of the clock, a lost stream. */
function Disarmed(): ReactNode {
  const terminal = useTerminal()
  return (
    <div className="banner danger" role="alert" data-testid="disarmed">
      <OctagonAlert size={13} aria-hidden />
      <b>LIVE IS DISARMED</b>
      <span className="clip">No entries; exits, stops and cancels still work. What disarmed it is among the alerts.</span>
      <div className="grow" />
      <button
        type="button"
        className="btn small"
        onClick={() => {
          openGate(terminal)
        }}
      >
        Open the gate
      </button>
    </div>
  )
}

/** What must not be missed; empty while all is well. */
export function useBanners(): readonly ReactNode[] {
  const lost = useConnection(({ phase, attempt }) => phase === 'disconnected' || (phase === 'connecting' && attempt > 0))
  const state = useRow('trading.state', 'all')
  const mode = useRow('system.mode', 'all')
  return [
    ...(lost ? [<LostConnection key="lost" />] : []),
    ...(mode?.mode === 'live' && mode.armed === 'none' ? [<Disarmed key="disarmed" />] : []),
    ...(state?.halted === true ? [<Halted key="halted" reason={state.haltReason} />] : []),
  ]
}
