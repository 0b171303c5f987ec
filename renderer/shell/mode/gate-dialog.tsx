import { Dialog } from 'radix-ui'
import { type ReactNode, useEffect } from 'react'
import { useStore } from 'zustand'
import { useRow, useTerminal, useWorkspace } from '../../stores/index.ts'
import { KeysExplained } from '../../panels/settings/keys-explained.tsx'
import { HoldButton, returnFocus } from '../../ui/index.ts'
import { GateChecks } from './gate-checks.tsx'
import { GateDifferences } from './gate-differences.tsx'
import { backToPaper, goLive, openGate } from './mode-actions.ts'

/** How long the last confirmation is held, ms. */
const HOLD = 1_500

function GateBody(): ReactNode {
  const terminal = useTerminal()
  const { view, error, running } = useStore(terminal.gate.store)
  const mode = useRow('system.mode', 'all')
  useEffect(() => terminal.gate.watch(), [terminal])
  const open = view?.differences.length ?? 0
  const ready = view?.passed === true && open === 0 && !running && mode?.armed !== 'live'
  const problem = error !== '' ? error : (mode?.problem ?? '')
  return (
    <>
      <p className="gate-lead">
        From here on orders are real. Live starts only when every check passes and every difference is settled; paper stays one
        click away.
      </p>
      {problem === '' ? null : (
        <p className="gate-problem" role="alert" data-testid="gate-problem">
          {problem}
        </p>
      )}
      <GateChecks view={view} running={running} />
      {view?.checks.some(({ code, passed }) => code === 'keys' && !passed) === true ? (
        <details className="gate-keys" open>
          <summary>How to give Sentinel keys, and which</summary>
          <KeysExplained />
        </details>
      ) : null}
      <GateDifferences rows={view?.differences ?? []} />
      <div className="gate-foot">
        <button
          type="button"
          className="btn tall"
          data-testid="gate-cancel"
          onClick={() => {
            backToPaper(terminal)
          }}
        >
          {mode?.mode === 'live' ? 'Back to paper' : 'Stay on paper'}
        </button>
        <button
          type="button"
          className="btn tall"
          disabled={running}
          data-testid="gate-rerun"
          onClick={() => {
            openGate(terminal)
          }}
        >
          Run the checks again
        </button>
        <div className="grow" />
        <HoldButton
          className="tall go-live"
          hold={HOLD}
          disabled={!ready}
          testId="gate-go"
          after={(delay, task) => terminal.clock.after(delay, task)}
          onHeld={() => {
            goLive(terminal)
          }}
        >
          Hold to go LIVE {mode?.keys ?? ''}
        </HoldButton>
      </div>
    </>
  )
}

/** The way to live: its checks run before the eyes, differences are settled, and the last step is held. */
export function GateDialog(): ReactNode {
  const terminal = useTerminal()
  const open = useWorkspace((workspace) => workspace.gate)
  const live = useRow('system.mode', 'all')?.mode === 'live'
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) => {
        if (next) return
        // On the way there, closing is going back; on live itself it changes nothing.
        if (live) terminal.workspace.setState({ gate: false })
        else backToPaper(terminal)
      }}
    >
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="dialog gate" aria-describedby={undefined} onCloseAutoFocus={returnFocus} data-testid="gate">
          <Dialog.Title asChild>
            <h2>Gate to live</h2>
          </Dialog.Title>
          <GateBody />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
