import { type ReactNode, useEffect } from 'react'
import type { Notifier } from '../notifications/index.ts'
import {
  type Terminal,
  TerminalContext,
  useConnection,
  useReference,
  useRow,
  useSettings,
  useTopicStore,
} from '../stores/index.ts'
import { ToastStack } from '../ui/index.ts'
import { Dock } from './dock.tsx'
import { KeyHelp } from './help.tsx'
import { GateDialog } from './mode/index.ts'
import { NameDialog } from './name-dialog.tsx'
import { NoticeLine } from './notice-line.tsx'
import { CommandPalette } from './palette.tsx'
import { PopoutBar } from './popout-bar.tsx'
import { SettingsDialog } from './settings-dialog.tsx'
import { StatusBar } from './status-bar.tsx'
import { TabMenu } from './tab-menu.tsx'
import { TopBar } from './top-bar.tsx'
import { useHotkeys } from './use-hotkeys.ts'
import { useWindowTitle } from './window-title.ts'
import { ownWindow } from './windows.ts'

function useAppearance(): void {
  const theme = useSettings((settings) => settings.theme)
  const pair = useSettings((settings) => settings.pair)
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme
    document.documentElement.dataset['pair'] = pair
    document.dispatchEvent(new Event('sentinel-appearance'))
  }, [theme, pair])
}

function WindowTitle({ notifier }: { readonly notifier: Notifier }): ReactNode {
  useWindowTitle(notifier)
  return null
}

function Shell({ notifier }: { readonly notifier: Notifier }): ReactNode {
  useAppearance()
  useHotkeys()
  // Keys act on orders in windows that show none.
  useTopicStore('trading.orders')
  const state = useRow('trading.state', 'all')
  const mode = useRow('system.mode', 'all')?.mode
  const status = useReference((reference) => reference.status)
  const connected = useConnection(({ phase }) => phase === 'connected')
  // While one of both says live, it is shown as live: a change of the mode reaches the window in two messages.
  const shown = mode === 'live' ? mode : (state?.environment ?? mode ?? status?.environment ?? 'unknown')
  return (
    <div className="shell" data-connected={connected} data-environment={shown} data-window={ownWindow}>
      {ownWindow === '' ? <TopBar /> : <PopoutBar />}
      <NoticeLine />
      <Dock />
      {ownWindow === '' ? <StatusBar /> : null}
      <ToastStack />
      <TabMenu />
      <CommandPalette />
      <KeyHelp />
      <SettingsDialog />
      <NameDialog />
      <GateDialog />
      <WindowTitle notifier={notifier} />
    </div>
  )
}

export function App({ terminal, notifier }: { readonly terminal: Terminal; readonly notifier: Notifier }): ReactNode {
  return (
    <TerminalContext value={terminal}>
      <Shell notifier={notifier} />
    </TerminalContext>
  )
}
