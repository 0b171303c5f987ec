import { DockviewReact, type DockviewTheme, type IDockviewPanelHeaderProps, type IDockviewPanelProps } from 'dockview-react'
import { X } from 'lucide-react'
import { type FunctionComponent, type ReactNode, useEffect, useState } from 'react'
import { PANEL_BADGES } from '../panels/badges.tsx'
import { PANEL_COMPONENTS } from '../panels/components.ts'
import { PanelInstanceContext } from '../stores/index.ts'
import { attachDock } from './layout.ts'
import { TabMode } from './mode/index.ts'

const THEME: DockviewTheme = { name: 'sentinel', className: 'dockview-theme-sentinel', gap: 0, dndTabIndicator: 'line' }

function DockTab({ api }: IDockviewPanelHeaderProps): ReactNode {
  const Badge = PANEL_BADGES[api.id]
  return (
    <div className="dock-tab" data-testid={`tab-${api.id}`}>
      {api.title}
      <TabMode instance={api.id} />
      {Badge === undefined ? null : <Badge />}
      <span
        className="close"
        aria-hidden
        title={`Close ${api.title ?? api.id}; the palette opens it again`}
        onPointerDown={(event) => {
          event.stopPropagation()
        }}
        onClick={(event) => {
          event.stopPropagation()
          api.close()
        }}
      >
        <X size={10} />
      </span>
    </div>
  )
}

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

export function Dock(): ReactNode {
  return (
    <main className="dock">
      <DockviewReact
        theme={THEME}
        components={COMPONENTS}
        defaultTabComponent={DockTab}
        disableFloatingGroups={false}
        onReady={({ api }) => {
          attachDock(api)
        }}
      />
    </main>
  )
}
