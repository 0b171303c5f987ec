import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { SettingsBody } from '../panels/settings/settings-panel.tsx'
import { useTerminal, useWorkspace } from '../stores/index.ts'
import { returnFocus } from '../ui/index.ts'

/** The settings over the page, from anywhere. */
export function SettingsDialog(): ReactNode {
  const terminal = useTerminal()
  const open = useWorkspace((workspace) => workspace.settings)
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) => {
        terminal.workspace.setState({ settings: next })
      }}
    >
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content
          className="dialog wide"
          aria-describedby={undefined}
          onCloseAutoFocus={returnFocus}
          data-testid="settings"
        >
          <Dialog.Title asChild>
            <h2>Settings</h2>
          </Dialog.Title>
          <SettingsBody />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
