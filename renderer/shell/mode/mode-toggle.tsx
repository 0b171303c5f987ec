import type { ReactNode } from 'react'
import { useReference, useRow, useTerminal } from '../../stores/index.ts'
import { backToPaper, openGate } from './mode-actions.ts'

const MEANING = {
  paper: 'Paper: simulated fills, no real money',
  live: 'LIVE: real orders, real money',
  unknown: 'Mode not known yet',
} as const

/** The mode in words and marks, and the one click to the other: to paper at once, to live by the gate. */
export function ModeToggle(): ReactNode {
  const terminal = useTerminal()
  const row = useRow('system.mode', 'all')
  const state = useRow('trading.state', 'all')
  const status = useReference((reference) => reference.status)
  const mode = row?.mode ?? state?.environment ?? status?.environment ?? 'unknown'
  const armed = row === undefined || row.armed === row.mode
  const onTheWay = row !== undefined && row.mode === 'paper' && row.wanted === 'live'
  return (
    <div className="mode-toggle" role="group" aria-label="Mode">
      <button
        type="button"
        className="mode"
        data-environment={mode === 'live' ? 'other' : mode}
        aria-pressed={mode === 'paper'}
        data-testid="mode-paper"
        title={mode === 'live' ? 'Back to paper, at once: live takes no entries any more' : MEANING[mode]}
        onClick={() => {
          if (mode === 'live' || onTheWay) backToPaper(terminal)
        }}
      >
        {mode === 'unknown' ? '----' : 'PAPER'}
      </button>
      <button
        type="button"
        className="mode"
        data-environment={mode === 'live' ? 'live' : 'other'}
        data-waiting={onTheWay}
        aria-pressed={mode === 'live'}
        data-testid="mode-live"
        title={
          mode !== 'live'
            ? 'Opens the gate to live: its checks run, then you confirm'
            : armed
              ? MEANING.live
              : 'LIVE, and disarmed: no entries. Opens the gate, to arm it again'
        }
        onClick={() => {
          if (mode === 'live' && armed) return
          openGate(terminal)
        }}
      >
        {mode === 'live' ? `LIVE ${row?.keys ?? ''}${armed ? '' : ' disarmed'}`.trim() : onTheWay ? 'live…' : 'live'}
      </button>
      <span className="sr-only" data-testid="mode" aria-live="polite">
        {mode === 'unknown' ? '----' : mode.toUpperCase()}
      </span>
    </div>
  )
}
