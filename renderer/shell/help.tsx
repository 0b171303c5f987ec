import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { useTerminal, useWorkspace } from '../stores/index.ts'
import { returnFocus } from '../ui/index.ts'
import { HOTKEYS } from './hotkeys.ts'

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
        <Dialog.Content className="dialog" aria-describedby={undefined} onCloseAutoFocus={returnFocus}>
          <Dialog.Title asChild>
            <h2>Keys</h2>
          </Dialog.Title>
          <dl className="keys">
            {HOTKEYS.map(({ keys, does }) => (
              <div key={does} style={{ display: 'contents' }}>
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
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
