import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { PAIRS, type Settings, THEMES, useSettings, useTerminal, useWorkspace, ZONES } from '../stores/index.ts'
import { Segments, returnFocus } from '../ui/index.ts'

export const PAIR_WORDS: Readonly<Record<Settings['pair'], string>> = {
  'green-red': 'Green up, red down',
  'red-green': 'Red up, green down',
  'blue-orange': 'Blue up, orange down',
}

const ZONE_WORDS: Readonly<Record<Settings['zone'], string>> = { utc: 'UTC', local: 'Local' }
const THEME_WORDS: Readonly<Record<Settings['theme'], string>> = { dark: 'Dark', light: 'Light' }

function SettingsBody(): ReactNode {
  const { settings } = useTerminal()
  const { theme, pair, zone } = useSettings((all) => all)
  return (
    <div className="settings">
      <span>Theme</span>
      <Segments
        label="Theme"
        options={THEMES}
        value={theme}
        text={(option) => THEME_WORDS[option]}
        onChange={(next) => {
          settings.setState({ theme: next })
        }}
      />
      <span>Prices and P&L</span>
      <Segments
        label="Up and down colours"
        options={PAIRS}
        value={pair}
        text={(option) => PAIR_WORDS[option]}
        onChange={(next) => {
          settings.setState({ pair: next })
        }}
      />
      <span className="dim">So it looks</span>
      <span className="num settings-sample">
        <span className="up">▲ +1.24%</span> <span className="down">▼ -0.87%</span>
      </span>
      <span>Times</span>
      <Segments
        label="Time zone"
        options={ZONES}
        value={zone}
        text={(option) => ZONE_WORDS[option]}
        onChange={(next) => {
          settings.setState({ zone: next })
        }}
      />
    </div>
  )
}

/** How this browser shows things; kept in it, at once. Nothing here changes how trading works. */
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
        <Dialog.Content className="dialog" aria-describedby={undefined} onCloseAutoFocus={returnFocus} data-testid="settings">
          <Dialog.Title asChild>
            <h2>Settings</h2>
          </Dialog.Title>
          <SettingsBody />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
