import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { ACTIONS, type NamedAction, offBecause, SECTIONS } from '../keymap/index.ts'
import { useTerminal, useWorkspace } from '../stores/index.ts'
import { KeyCaps, returnFocus } from '../ui/index.ts'
import { toggleTradingKeys } from './actions.ts'
import { savedLayouts } from './layout.ts'
import { layoutNames } from './layout-names.ts'

/** Keys that no one remaps. */
const FIXED = [
  { keys: ['↑', '↓'], does: 'Move in a table or list; Enter selects' },
  { keys: ['Esc'], does: 'Close what is open, leave a field' },
  { keys: ['Shift', 'F10'], does: 'Menu of the tab that has the focus' },
] as const

/** Which layout a number stands for now. */
function LayoutName({ id }: { readonly id: string }): ReactNode {
  const names = layoutNames(useStore(savedLayouts))
  const number = /^layout-(\d)$/.exec(id)?.[1]
  return number === undefined ? null : <span className="dim clip">{names[Number(number) - 1] ?? 'none yet'}</span>
}

function KeyRow({ action, tradingKeys }: { readonly action: NamedAction; readonly tradingKeys: boolean }): ReactNode {
  const chord = useStore(useTerminal().keymap, (keymap) => Object.entries(keymap).find(([id]) => id === action.id)?.[1] ?? '')
  const off = offBecause(action, { tradingKeys, typing: false })
  return (
    <div className="key-row" data-off={off !== ''} data-testid={`key-${action.id}`}>
      <dt>{chord === '' ? <span className="dim">no key</span> : <KeyCaps chord={chord} />}</dt>
      <dd>
        {action.title}
        <LayoutName id={action.id} />
        <span className="key-state">{chord === '' ? '' : off === '' ? 'on' : 'off'}</span>
      </dd>
    </div>
  )
}

function KeySheet(): ReactNode {
  const terminal = useTerminal()
  const tradingKeys = useWorkspace((workspace) => workspace.tradingKeys)
  return (
    <>
      <div className="key-note">
        <span>
          {tradingKeys
            ? 'Trading keys are on in this window until you switch them off or load it again.'
            : 'Trading keys are off: keys that decide or trade do nothing. Safety keys work.'}{' '}
          No key acts while a field has the focus, except to move about; Esc leaves the field.
        </span>
        <button
          type="button"
          className="btn small"
          aria-pressed={tradingKeys}
          onClick={() => {
            toggleTradingKeys(terminal)
          }}
        >
          Trading keys {tradingKeys ? 'on' : 'off'}
        </button>
        <button
          type="button"
          className="btn small"
          onClick={() => {
            terminal.workspace.setState({ help: false, settings: true, settingsSection: 'keys' })
          }}
        >
          Change keys
        </button>
      </div>
      <div className="key-sheet">
        {SECTIONS.map((section) => (
          <section key={section}>
            <h3>{section}</h3>
            <dl>
              {ACTIONS.filter((action) => action.section === section).map((action) => (
                <KeyRow key={action.id} action={action} tradingKeys={tradingKeys} />
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>Always</h3>
          <dl>
            {FIXED.map(({ keys, does }) => (
              <div key={does} className="key-row">
                <dt>
                  {keys.map((key) => (
                    <span key={key} className="kbd">
                      {key}
                    </span>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </>
  )
}

export function KeyHelp(): ReactNode {
  const terminal = useTerminal()
  const open = useWorkspace((workspace) => workspace.help)
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) => {
        terminal.workspace.setState({ help: next })
      }}
    >
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="dialog widest" aria-describedby={undefined} onCloseAutoFocus={returnFocus} data-testid="help">
          <Dialog.Title asChild>
            <h2>Keys</h2>
          </Dialog.Title>
          <KeySheet />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
