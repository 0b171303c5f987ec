import { type ReactNode, useEffect } from 'react'
import type { Notifier } from '../notifications/index.ts'
import { type Terminal, TerminalContext, useConnection, useSettings, useTopicStore } from '../stores/index.ts'
import { ToastStack } from '../ui/index.ts'
import { Dock } from './dock.tsx'
import { KeyHelp } from './help.tsx'
import { GateDialog, useShownMode } from './mode/index.ts'
import { NameDialog } from './name-dialog.tsx'
import { NoticeLine } from './notice-line.tsx'
import { CommandPalette } from './palette.tsx'
import { PopoutBar } from './popout-bar.tsx'
import { SettingsDialog } from './settings-dialog.tsx'
import { StatusBar } from './status-bar.tsx'
import { TabMenu } from './tab-menu.tsx'
import { TopBar } from './top-bar.tsx'
import { Tour } from './tour/index.ts'
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
  const shown = useShownMode()
  const connected = useConnection(({ phase }) => phase === 'connected')
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
      {ownWindow === '' ? <Tour /> : null}
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
