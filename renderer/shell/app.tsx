import { type ReactNode, useEffect } from 'react'
import { type Terminal, TerminalContext, useConnection, useSettings } from '../stores/index.ts'
import { ToastStack } from '../ui/index.ts'
import { Banners } from './banners.tsx'
import { Dock } from './dock.tsx'
import { KeyHelp } from './help.tsx'
import { GateDialog, useShownMode } from './mode/index.ts'
import { useHotkeys } from './use-hotkeys.ts'
import { CommandPalette } from './palette.tsx'
import { SettingsDialog } from './settings-dialog.tsx'
import { StatusBar } from './status-bar.tsx'
import { TopBar } from './top-bar.tsx'
import { Tour } from './tour/index.ts'

function useAppearance(): void {
  const theme = useSettings((settings) => settings.theme)
  const pair = useSettings((settings) => settings.pair)
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme
    document.documentElement.dataset['pair'] = pair
    document.dispatchEvent(new Event('sentinel-appearance'))
  }, [theme, pair])
}

function Shell(): ReactNode {
  useAppearance()
  useHotkeys()
  const shown = useShownMode()
  const connected = useConnection(({ phase }) => phase === 'connected')
  return (
    <div className="shell" data-connected={connected} data-environment={shown}>
      <TopBar />
      <Banners />
      <Dock />
      <StatusBar />
      <ToastStack />
      <CommandPalette />
      <KeyHelp />
      <SettingsDialog />
      <GateDialog />
      <Tour />
    </div>
  )
}

export function App({ terminal }: { readonly terminal: Terminal }): ReactNode {
  return (
    <TerminalContext value={terminal}>
      <Shell />
    </TerminalContext>
  )
}
