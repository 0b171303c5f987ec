import { DockviewReact, type DockviewTheme, type IDockviewPanelHeaderProps } from 'dockview-react'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { PANEL_BADGES } from '../panels/badges.tsx'
import { PANEL_COMPONENTS } from '../panels/components.ts'
import { attachDock } from './layout.ts'

const THEME: DockviewTheme = { name: 'sentinel', className: 'dockview-theme-sentinel', gap: 0, dndTabIndicator: 'line' }

function DockTab({ api }: IDockviewPanelHeaderProps): ReactNode {
  const Badge = PANEL_BADGES[api.id]
  return (
    <div className="dock-tab" data-testid={`tab-${api.id}`}>
      {api.title}
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

export function Dock(): ReactNode {
  return (
    <main className="dock">
      <DockviewReact
        theme={THEME}
        components={PANEL_COMPONENTS}
        defaultTabComponent={DockTab}
        disableFloatingGroups={false}
        onReady={({ api }) => {
          attachDock(api)
        }}
      />
    </main>
  )
}
