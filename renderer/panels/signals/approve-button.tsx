import { type ReactNode, useEffect, useRef } from 'react'
import type { SignalRow } from '../../../core/contract/index.ts'
import { frictionStep, HOLD, willHappen } from '../../friction/index.ts'
import { useInstrument, useRow, useSettings, useTerminal, useWorkspace } from '../../stores/index.ts'
import { ActionKey, HoldButton } from '../../ui/index.ts'
import { type ApprovalEdits, approvalKey, approve, givenEdits, holdKey, pressApprove } from './approve-press.ts'
import type { ApprovalView } from './use-approval.ts'

interface ApproveProps {
  readonly signal: SignalRow
  readonly view: ApprovalView
  readonly edits: ApprovalEdits
}

/** Approve: one press, two of which the first tells what will happen, or held; by the share of equity that the trader counts. */
export function ApproveButton({ signal, view, edits }: ApproveProps): ReactNode {
  const terminal = useTerminal()
  const keys = useWorkspace((workspace) => workspace.tradingKeys)
  const key = approvalKey(signal.id, edits)
  const confirming = useWorkspace((workspace) => workspace.confirming?.key)
  const friction = useSettings((settings) => settings.friction)
  const environment = useRow('trading.state', 'all')?.environment
  const instrument = useInstrument(signal.instrument)
  const hold = useRef<HTMLDivElement>(null)
  const { allowed, equityShare, quantity, notional } = view.value ?? {}
  const refused = allowed === false
  // Before the first answer there is nothing to go by; a press then is weighed again.
  const waiting = view.value === undefined && view.problem === ''
  const reduces = signal.action === 'sell'
  const step = waiting ? 'send' : frictionStep({ share: equityShare, reduces, environment, friction })
  const asked = step === 'ask' && confirming === key
  const sentence = willHappen({
    side: signal.action,
    size: `${quantity ?? signal.quantity} ${instrument?.base ?? ''}`,
    how: 'at market',
    notional,
    quote: instrument?.quote ?? '',
    equityShare,
  })
  const held = step === 'hold' && confirming === holdKey(key)
  useEffect(() => {
    // By key it cannot be held; the key brings to the button that can.
    if (held) hold.current?.querySelector('button')?.focus()
  }, [held])
  const edited = Object.keys(givenEdits(edits)).length > 0 ? ' edited' : ''
  const tone = `tall ${refused ? '' : 'solid'} ${signal.action}`
  return (
    <div className="approve" ref={hold} data-testid="approve-step" data-step={waiting ? 'waiting' : step}>
      {step === 'hold' ? (
        <HoldButton
          className={tone}
          hold={HOLD}
          testId="approve-hold"
          after={(delay, task) => terminal.clock.after(delay, task)}
          onHeld={() => {
            approve(terminal, signal.id, edits)
          }}
        >
          Hold to approve{edited}
        </HoldButton>
      ) : (
        <button
          type="button"
          className={`btn ${tone}`}
          data-testid="approve"
          data-asked={asked}
          title={
            refused ? 'Would be refused now; the trader checks again when you press' : 'Sends the order at the ask shown above'
          }
          onClick={() => {
            pressApprove(terminal, signal.id, edits)
          }}
        >
          {asked ? 'Press again to send' : `Approve${edited}`} {keys ? <ActionKey action="approve" /> : null}
        </button>
      )}
      <p className="approve-sentence" role="status" data-testid="approve-sentence" data-strong={asked || step === 'hold'}>
        {step === 'send' ? '' : sentence}
      </p>
    </div>
  )
}
