import { DockviewReact, type DockviewTheme, type IDockviewPanelProps } from 'dockview-react'
import { LayoutPanelLeft } from 'lucide-react'
import { type FunctionComponent, type MouseEvent, type ReactNode, useEffect, useState } from 'react'
import { PANEL_COMPONENTS } from '../panels/components.ts'
import { PanelInstanceContext, useTerminal } from '../stores/index.ts'
import { DockTab } from './dock-tab.tsx'
import { attachDock } from './layout.ts'
import { openTabMenu, tabMenu } from './panel-actions.ts'

const THEME: DockviewTheme = { name: 'sentinel', className: 'dockview-theme-sentinel', gap: 0, dndTabIndicator: 'line' }

/** A panel behind another tab is taken down, so that it costs nothing until it is looked at again. */
function whileVisible(Panel: FunctionComponent): FunctionComponent<IDockviewPanelProps> {
  return function VisiblePanel({ api }: IDockviewPanelProps): ReactNode {
    const [visible, setVisible] = useState(api.isVisible)
    useEffect(() => {
      const watch = api.onDidVisibilityChange((event) => {
        setVisible(event.isVisible)
      })
      return () => {
        watch.dispose()
      }
    }, [api])
    if (!visible) return null
    return (
      <PanelInstanceContext value={api.id}>
        <Panel />
      </PanelInstanceContext>
    )
  }
}

const COMPONENTS = Object.fromEntries(Object.entries(PANEL_COMPONENTS).map(([id, panel]) => [id, whileVisible(panel)]))

/** What a window without panels says. */
function NoPanels(): ReactNode {
  const { workspace } = useTerminal()
  return (
    <div className="panel-message">
      <LayoutPanelLeft size={18} strokeWidth={1.5} aria-hidden />
      <b>No panels in this window</b>
      <button
        type="button"
        className="btn"
        onClick={() => {
          workspace.setState({ palette: true })
        }}
      >
        Open one from the palette
      </button>
    </div>
  )
}

const placeOf = (target: EventTarget): string | undefined =>
  target instanceof Element ? target.closest('.dv-tab')?.querySelector<HTMLElement>('[data-place]')?.dataset['place'] : undefined

/** By the pointer the menu opens where it is; by key (Shift+F10, the menu key) under the tab that has the focus. */
function onMenu(event: MouseEvent): void {
  const place = placeOf(event.target)
  if (place === undefined) return
  event.preventDefault()
  if (event.button === 2) tabMenu.setState({ place, x: event.clientX, y: event.clientY })
  else openTabMenu(place)
}

export function Dock(): ReactNode {
  const { toasts } = useTerminal()
  return (
    <main className="dock" onContextMenu={onMenu}>
      <DockviewReact
        theme={THEME}
        components={COMPONENTS}
        defaultTabComponent={DockTab}
        watermarkComponent={NoPanels}
        disableFloatingGroups={false}
        onReady={({ api }) => {
          attachDock(api, (title, text) => {
            toasts.show({ tone: 'info', title, text })
          })
        }}
      />
    </main>
  )
}
