import { Orientation, type SerializedDockview } from 'dockview-react'
import { PANELS } from '../panels/registry.ts'

type Leaf = { readonly size: number; readonly tabs: readonly string[] }
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
  const lower = clamp(324, height * 0.38, 400)
  const risk = clamp(188, height * 0.245, 230)
  const upper = height - lower
  const tables = ['positions', 'orders', 'schedules', 'fills', 'pnl', 'overrides', 'shadow', 'why']
  const column = (size: number, top: readonly string[], bottom: readonly string[]): ColumnSpec => ({
    size,
    groups: [
      { size: upper, tabs: top },
      { size: lower, tabs: bottom },
    ],
  })
  return [
    column(watch, ['watchlist'], ['tape']),
    column(width - watch - ladder - signals, ['chart', 'heatmap'], tables),
    column(ladder, ['ladder', 'depth'], ['ticket']),
    {
      size: signals,
      groups: [
        { size: height - risk, tabs: ['signals', 'strategies'] },
        { size: risk, tabs: ['risk', 'alerts', 'data', 'services'] },
      ],
    },
  ]
}

/** The Signals layout: the queue and the card take the left half, the market and the story the right, what became of it all below. */
function signalsColumns(width: number, height: number): readonly ColumnSpec[] {
  const left = Math.round(width / 2)
  const lower = clamp(220, height * 0.32, 380)
  const ticket = clamp(250, width * 0.18, 340)
  const upper = height - lower
  return [
    {
      size: left,
      groups: [
        { size: upper, tabs: ['signals'] },
        {
          size: lower,
          tabs: [
            'overrides',
            'shadow',
            'positions',
            'orders',
            'schedules',
            'fills',
            'pnl',
            'strategies',
            'alerts',
            'data',
            'services',
          ],
        },
      ],
    },
    {
      size: width - left - ticket,
      groups: [
        { size: upper, tabs: ['chart', 'heatmap'] },
        { size: lower, tabs: ['why', 'watchlist'] },
      ],
    },
    {
      size: ticket,
      groups: [
        { size: height - 324, tabs: ['ladder', 'depth', 'tape', 'risk'] },
        { size: 324, tabs: ['ticket'] },
      ],
    },
  ]
}

/** The Research layout: what is computed takes the room, the market and the strategies at work the side. */
function researchColumns(width: number, height: number): readonly ColumnSpec[] {
  const side = clamp(380, width * 0.34, 620)
  const lower = clamp(240, height * 0.42, 460)
  return [
    { size: width - side, groups: [{ size: height, tabs: ['research'] }] },
    {
      size: side,
      groups: [
        { size: height - lower, tabs: ['chart', 'watchlist'] },
        { size: lower, tabs: ['strategies', 'overrides', 'pnl', 'alerts', 'data', 'services'] },
      ],
    },
  ]
}

export const SHIPPED = ['Trade', 'Signals', 'Research'] as const
export type ShippedLayout = (typeof SHIPPED)[number]

const PLANS = { Trade: tradeColumns, Signals: signalsColumns, Research: researchColumns } as const
const ACTIVE: Readonly<Record<ShippedLayout, string>> = { Trade: 'chart', Signals: 'signals', Research: 'research' }

/** The panels that a shipped layout keeps in one group with this one. */
export const usualNeighbours = (panel: string): readonly string[] =>
  SHIPPED.flatMap((name) => PLANS[name](1_440, 820).flatMap(({ groups }) => groups)).find(({ tabs }) => tabs.includes(panel))
    ?.tabs ?? []

const TITLES: ReadonlyMap<string, string> = new Map(PANELS.map(({ id, title }) => [id, title]))

/** A shipped layout for a dock of this size, px; a panel that this build does not have is left out. */
export function shippedLayout(name: ShippedLayout, width: number, height: number): SerializedDockview {
  const columns = PLANS[name](width, height).map(({ size, groups }) => ({
    size,
    groups: groups.map((group) => ({ ...group, tabs: group.tabs.filter((tab) => TITLES.has(tab)) })),
  }))
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
    panels: Object.fromEntries(ids.map((id) => [id, { id, contentComponent: id, title: TITLES.get(id) ?? id }])),
    activeGroup: `group-${ACTIVE[name]}`,
  }
}

/** One panel that fills its window. */
export const lonelyPanel = (place: string, panel: string, title: string): SerializedDockview => ({
  grid: {
    width: 800,
    height: 600,
    orientation: Orientation.HORIZONTAL,
    root: {
      type: 'branch',
      size: 600,
      data: [{ type: 'leaf', size: 800, data: { id: 'group-1', views: [place], activeView: place } }],
    },
  },
  panels: { [place]: { id: place, contentComponent: panel, title } },
  activeGroup: 'group-1',
})
