import { type ReactNode, useEffect, useMemo } from 'react'
import type { SignalRow } from '../../../core/contract/index.ts'
import { formatDecimal, formatTime } from '../../format/index.ts'
import { useNow, useRows, useSelect, useTerminal, useWorkspace, useZone } from '../../stores/index.ts'
import { Confidence, Countdown, PanelContent, PanelMessage } from '../../ui/index.ts'
import { SymbolName } from '../symbol.tsx'
import { queueOrder } from './queue-order.ts'
import { SignalCard } from './signal-card.tsx'
import { SIGNAL_FACES } from './signal-face.ts'

/** Decided signals kept in the queue below those that wait. */
const HISTORY = 60

function QueueRow({ signal, selected }: { readonly signal: SignalRow; readonly selected: boolean }): ReactNode {
  const { workspace } = useTerminal()
  const choose = useSelect()
  const zone = useZone()
  const { icon: Icon, word, meaning } = SIGNAL_FACES[signal.state]
  const select = (): void => {
    workspace.setState({ signalId: signal.id, signalMovedAt: 0, storyId: signal.id })
    choose(signal.instrument)
  }
  return (
    <div
      className="signal-row"
      role="option"
      aria-selected={selected}
      tabIndex={selected ? 0 : -1}
      data-state={signal.state}
      data-testid={`signal-row-${signal.id}`}
      title={meaning}
      onClick={select}
      onKeyDown={(event) => {
        const { currentTarget, key } = event
        const next =
          key === 'ArrowDown' ? currentTarget.nextElementSibling : key === 'ArrowUp' ? currentTarget.previousElementSibling : null
        if (key === 'Enter') select()
        if (next instanceof HTMLElement) {
          event.preventDefault()
          next.click()
          next.focus()
        }
      }}
    >
      <span className={signal.action === 'buy' ? 'up' : 'down'}>{signal.action === 'buy' ? '▲' : '▼'}</span>
      <b className="clip">
        <SymbolName id={signal.instrument} />
      </b>
      <Confidence value={signal.confidence} />
      <span className="num cost" title={`Costs ${signal.notional}, fees excluded`}>
        {formatDecimal(signal.notional, 2)}
      </span>
      <span className="num cost" title={`Risks ${signal.riskAmount ?? 'all of it: no stop'}`}>
        {formatDecimal(signal.riskAmount, 2)}
      </span>
      {signal.state === 'PENDING' ? (
        <Countdown from={signal.createdAt} until={signal.expiresAt} />
      ) : (
        <span className="signal-state">
          <Icon size={11} aria-hidden />
          {word}
        </span>
      )}
      <span className="num dim">{formatTime(signal.createdAt, zone)}</span>
    </div>
  )
}

/** How long the outcome of the selected signal stays on show before the next waiting one is selected. */
const OUTCOME_SHOWN = 4_000

/** Selects the most urgent signal when nothing is selected, or when what the queue selected has been decided. */
function useFollowQueue(rows: readonly SignalRow[], chosen: SignalRow | undefined): void {
  const { workspace, clock } = useTerminal()
  const now = useNow(500)
  const first = rows[0]
  const decidedAt = chosen?.state === 'PENDING' ? undefined : chosen?.decidedAt
  useEffect(() => {
    const { signalId, signalMovedAt } = workspace.getState()
    if (first === undefined || first.id === signalId) return
    const passed = signalMovedAt > 0 && first.state === 'PENDING' && decidedAt !== undefined && now - decidedAt > OUTCOME_SHOWN
    if (chosen === undefined || passed) workspace.setState({ signalId: first.id, signalMovedAt: clock.now() })
  }, [workspace, clock, now, first, chosen, decidedAt])
}

export function SignalsPanel(): ReactNode {
  const all = useRows('trading.signals')
  const signalId = useWorkspace((state) => state.signalId)
  const rows = useMemo(() => queueOrder(all).slice(0, HISTORY), [all])
  const chosen = rows.find(({ id }) => id === signalId)
  useFollowQueue(rows, chosen)
  const empty =
    rows.length > 0 ? undefined : (
      <PanelMessage title="No signals yet">
        Strategies watch every bar; a proposal appears here with its reasons and a countdown.
      </PanelMessage>
    )
  return (
    <div className="panel" data-testid="signals">
      <PanelContent topic="trading.signals" what="signals" empty={empty}>
        <div className="signal-queue" role="listbox" aria-label="Signal queue">
          {rows.map((signal) => (
            <QueueRow key={signal.id} signal={signal} selected={signal.id === signalId} />
          ))}
        </div>
        {chosen === undefined ? null : <SignalCard key={chosen.id} signal={chosen} />}
      </PanelContent>
    </div>
  )
}
