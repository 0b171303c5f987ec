import { type DockviewApi, Orientation, type SerializedDockview } from 'dockview-react'
import { PANELS, type PanelId, panelTitle } from '../panels/registry.ts'

const KEY = 'sentinel.layout.1'

type Leaf = { readonly size: number; readonly tabs: readonly PanelId[] }
type ColumnSpec = { readonly size: number; readonly groups: readonly Leaf[] }

/** The Trade layout at 1440 x 900, in pixels; other sizes scale from it. */
const TRADE: readonly ColumnSpec[] = [
  {
    size: 252,
    groups: [
      { size: 508, tabs: ['watchlist'] },
      { size: 328, tabs: ['tape'] },
    ],
  },
  {
    size: 596,
    groups: [
      { size: 508, tabs: ['chart'] },
      { size: 328, tabs: ['positions', 'orders', 'fills', 'pnl', 'why', 'strategies', 'data', 'services'] },
    ],
  },
  {
    size: 266,
    groups: [
      { size: 508, tabs: ['ladder'] },
      { size: 328, tabs: ['ticket'] },
    ],
  },
  {
    size: 326,
    groups: [
      { size: 608, tabs: ['signals'] },
      { size: 228, tabs: ['risk'] },
    ],
  },
]

function tradeLayout(): SerializedDockview {
  const ids = TRADE.flatMap(({ groups }) => groups.flatMap(({ tabs }) => tabs))
  return {
    grid: {
      width: 1440,
      height: 836,
      orientation: Orientation.HORIZONTAL,
      root: {
        type: 'branch',
        size: 836,
        data: TRADE.map(({ size, groups }) => ({
          type: 'branch',
          size,
          data: groups.map((group) => ({
            type: 'leaf',
            size: group.size,
            data: { id: `group-${group.tabs[0] ?? ''}`, views: [...group.tabs], activeView: group.tabs[0] ?? '' },
          })),
        })),
      },
    },
    panels: Object.fromEntries(ids.map((id) => [id, { id, contentComponent: id, title: panelTitle(id) }])),
    activeGroup: 'group-chart',
  }
}

let dock: DockviewApi | undefined

function applyTrade(api: DockviewApi): void {
  const { width, height } = api
  api.fromJSON(tradeLayout())
  if (width > 0 && height > 0) api.layout(width, height, true)
}

/** Restores the saved layout, or lays out Trade; a layout that no longer fits is dropped. */
export function attachDock(api: DockviewApi): void {
  dock = api
  const saved = localStorage.getItem(KEY)
  try {
    if (saved === null) applyTrade(api)
    else api.fromJSON(JSON.parse(saved) as SerializedDockview)
  } catch {
    localStorage.removeItem(KEY)
    applyTrade(api)
  }
  api.onDidLayoutChange(() => {
    localStorage.setItem(KEY, JSON.stringify(api.toJSON()))
  })
}

export function resetLayout(): void {
  if (dock === undefined) return
  localStorage.removeItem(KEY)
  applyTrade(dock)
}

/** Brings a panel to the front, opening it again when it was closed. */
export function openPanel(id: PanelId): void {
  const open = dock?.getPanel(id)
  if (open !== undefined) {
    open.api.setActive()
    return
  }
  const { title } = PANELS.find((panel) => panel.id === id) ?? { title: id }
  dock?.addPanel({ id, component: id, title })
}
