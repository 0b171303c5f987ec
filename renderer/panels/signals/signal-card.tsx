import { type ReactNode, useState } from 'react'
import type { SignalRow } from '../../../core/contract/index.ts'
import { formatDateTime } from '../../format/index.ts'
import { reject } from '../../shell/actions.ts'
import { openPanel } from '../../shell/layout.ts'
import { useTerminal, useWorkspace, useZone } from '../../stores/index.ts'
import { ActionKey, Confidence, Countdown, SideText } from '../../ui/index.ts'
import { Checks } from '../risk/risk-panel.tsx'
import { SymbolName } from '../symbol.tsx'
import { ApprovalFigures } from './approval-figures.tsx'
import { ApproveButton } from './approve-button.tsx'
import { SIGNAL_FACES } from './signal-face.ts'
import { SignalGaps } from './signal-gaps.tsx'
import { Plan } from './signal-plan.tsx'
import { Reasons, SinceSignal, Votes } from './signal-reasons.tsx'
import { useApproval } from './use-approval.ts'

interface EditProps {
  readonly label: string
  readonly value: string
  readonly placeholder: string
  readonly first: boolean
  readonly onChange: (text: string) => void
}

function EditField({ label, value, placeholder, first, onChange }: EditProps): ReactNode {
  return (
    <label className="ticket-field">
      <span className="dim">{label}</span>
      <input
        className="input right"
        inputMode="decimal"
        data-testid={`edit-${label.toLowerCase()}`}
        autoFocus={first}
        value={value}
        placeholder={placeholder}
        onChange={(event) => {
          onChange(event.target.value)
        }}
      />
    </label>
  )
}

type ApprovalTexts = Readonly<Record<'quantity' | 'stop' | 'target', string>>

const NO_EDITS: ApprovalTexts = { quantity: '', stop: '', target: '' }

function Decide({ signal }: { readonly signal: SignalRow }): ReactNode {
  const terminal = useTerminal()
  const keys = useWorkspace((workspace) => workspace.tradingKeys)
  const editing = useWorkspace((workspace) => workspace.editingSignalId === signal.id)
  const [edits, setEdits] = useState(NO_EDITS)
  const reason = useWorkspace(({ rejection }) => (rejection?.signalId === signal.id ? rejection.reason : ''))
  const view = useApproval(signal, editing ? edits : NO_EDITS)
  return (
    <div className="signal-decide">
      <ApprovalFigures view={view} signal={signal} />
      {editing ? (
        <div className="signal-edit">
          {(['quantity', 'stop', 'target'] as const).map((field) => (
            <EditField
              key={field}
              label={field === 'quantity' ? 'Size' : field === 'stop' ? 'Stop' : 'Target'}
              value={edits[field]}
              placeholder={signal[field] ?? 'none'}
              first={field === 'quantity'}
              onChange={(text) => {
                setEdits({ ...edits, [field]: text })
              }}
            />
          ))}
        </div>
      ) : null}
      <div className="signal-buttons">
        <ApproveButton signal={signal} view={view} edits={editing ? edits : NO_EDITS} />
        <button
          type="button"
          className="btn tall"
          aria-pressed={editing}
          data-testid="edit"
          onClick={() => {
            terminal.workspace.setState({ editingSignalId: editing ? undefined : signal.id })
          }}
        >
          Edit {keys ? <ActionKey action="edit" /> : null}
        </button>
        <button
          type="button"
          className="btn tall"
          data-testid="reject"
          onClick={() => {
            reject(terminal, signal.id)
          }}
        >
          Reject {keys ? <ActionKey action="reject" /> : null}
        </button>
      </div>
      <input
        className="input"
        aria-label="Reason for a rejection"
        placeholder="Reason for a rejection, optional"
        maxLength={500}
        data-testid="reject-reason"
        value={reason}
        onChange={(event) => {
          terminal.workspace.setState({ rejection: { signalId: signal.id, reason: event.target.value } })
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
          if (event.key === 'Enter') reject(terminal, signal.id)
        }}
      />
    </div>
  )
}

function Outcome({ signal }: { readonly signal: SignalRow }): ReactNode {
  const { workspace } = useTerminal()
  const zone = useZone()
  const { icon: Icon, word, meaning } = SIGNAL_FACES[signal.state]
  return (
    <div className="signal-outcome" data-state={signal.state}>
      <Icon size={16} aria-hidden />
      <div>
        <b>{word}</b>
        <span>{meaning}</span>
        {signal.state === 'EXPIRED' || signal.reason === undefined || signal.reason === '' ? null : (
          <span className="selectable">{signal.reason}</span>
        )}
        <span className="dim">
          {signal.decidedBy === undefined ? '' : `by ${signal.decidedBy} `}
          {signal.decidedAt === undefined ? '' : formatDateTime(signal.decidedAt, zone)}
        </span>
      </div>
      <button
        type="button"
        className="btn small"
        onClick={() => {
          workspace.setState({ storyId: signal.orderId ?? signal.id })
          openPanel('why')
        }}
      >
        Why
      </button>
    </div>
  )
}

/** Everything a person needs to decide in one look, most important first. */
export function SignalCard({ signal }: { readonly signal: SignalRow }): ReactNode {
  const pending = signal.state === 'PENDING'
  const failed = signal.checks.filter(({ passed }) => !passed)
  return (
    <article
      className="signal-card"
      data-state={signal.state}
      data-testid={`signal-card-${signal.id}`}
      aria-label={`Signal ${signal.id}`}
    >
      <div className="signal-head">
        <SideText side={signal.action} />
        <b>
          <SymbolName id={signal.instrument} />
        </b>
        <span className="dim">{signal.timeframe}</span>
        <span className="tag">{signal.mode}</span>
        <span className="grow" />
        {pending ? <Countdown from={signal.createdAt} until={signal.expiresAt} /> : null}
      </div>
      <div className="signal-sure">
        <span className="dim">Confidence</span>
        <Confidence value={signal.confidence} />
      </div>
      <Plan signal={signal} />
      <SignalGaps signal={signal} />
      {pending && signal.mode === 'advisory' ? <SinceSignal signal={signal} /> : null}
      {pending && signal.mode !== 'advisory' ? <Decide signal={signal} /> : pending ? null : <Outcome signal={signal} />}
      <div className="signal-scroll" tabIndex={0} role="region" aria-label="Reasons, votes and rules">
        {failed.length === 0 ? null : <Checks checks={failed} />}
        <h3>Reasons</h3>
        <Reasons reasons={signal.reasoning} />
        <h3>
          Votes
          <span className={signal.conflict > 0 ? 'warn' : 'dim'}>
            {signal.conflict > 0 ? `${String(Math.round(signal.conflict * 100))}% of the weight disagrees` : 'no conflict'}
          </span>
        </h3>
        <Votes votes={signal.votes} action={signal.action} />
        <h3>
          Risk rules
          <span className={failed.length === 0 ? 'dim' : 'warn'}>
            {failed.length === 0
              ? `all ${String(signal.checks.length)} pass`
              : `${String(failed.length)} of ${String(signal.checks.length)} fail`}
          </span>
        </h3>
        <Checks checks={signal.checks} />
      </div>
    </article>
  )
}
