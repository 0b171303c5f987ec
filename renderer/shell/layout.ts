import { type DockviewApi, Orientation, type SerializedDockview } from 'dockview-react'
import { PANELS, type PanelId, panelTitle } from '../panels/registry.ts'

const KEY = 'sentinel.layout.1'

type Leaf = { readonly size: number; readonly tabs: readonly PanelId[] }
type ColumnSpec = { readonly size: number; readonly groups: readonly Leaf[] }

const clamp = (least: number, value: number, most: number): number => Math.round(Math.min(most, Math.max(least, value)))

/**
 * The Trade layout for a dock of this size: the columns of figures take what their digits need,
 * the chart takes the rest.
 */
function tradeColumns(width: number, height: number): readonly ColumnSpec[] {
  const watch = clamp(252, width * 0.18, 300)
  const ladder = clamp(246, width * 0.185, 340)
  const signals = clamp(300, width * 0.213, 460)
  const lower = clamp(312, height * 0.38, 400)
  const risk = clamp(188, height * 0.245, 230)
  const upper = height - lower
  const tables = ['positions', 'orders', 'fills', 'pnl', 'why', 'strategies', 'data', 'services'] as const
  const column = (size: number, top: PanelId, bottom: readonly PanelId[]): ColumnSpec => ({
    size,
    groups: [
      { size: upper, tabs: [top] },
      { size: lower, tabs: bottom },
    ],
  })
  return [
    column(watch, 'watchlist', ['tape']),
    column(width - watch - ladder - signals, 'chart', tables),
    column(ladder, 'ladder', ['ticket']),
    {
      size: signals,
      groups: [
        { size: height - risk, tabs: ['signals'] },
        { size: risk, tabs: ['risk'] },
      ],
    },
  ]
}

function tradeLayout(width: number, height: number): SerializedDockview {
  const columns = tradeColumns(width, height)
  const ids = columns.flatMap(({ groups }) => groups.flatMap(({ tabs }) => tabs))
  return {
    grid: {
      width,
      height,
      orientation: Orientation.HORIZONTAL,
      root: {
        type: 'branch',
        size: height,
        data: columns.map(({ size, groups }) => ({
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
  api.fromJSON(tradeLayout(width > 0 ? width : 1_440, height > 0 ? height : 836))
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
