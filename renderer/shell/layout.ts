import type { DockviewApi, SerializedDockview } from 'dockview-react'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { PANELS, type PanelId } from '../panels/registry.ts'
import { SHIPPED, type ShippedLayout, shippedLayout } from './layout-plans.ts'

const KEY = 'sentinel.layout.1'
const NAME_KEY = 'sentinel.layout.name'
const SAVED_KEY = 'sentinel.layouts'
const MOST_SAVED = 20

export interface Layouts {
  /** The layout last chosen; panels may have been moved since. */
  readonly current: string
  readonly saved: Readonly<Record<string, SerializedDockview>>
}

function readSaved(): Layouts['saved'] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(SAVED_KEY) ?? '{}')
    return value !== null && typeof value === 'object' ? (value as Layouts['saved']) : {}
  } catch {
    return {}
  }
}

export const layouts: StoreApi<Layouts> = createStore<Layouts>(() => ({
  current: localStorage.getItem(NAME_KEY) ?? SHIPPED[0],
  saved: readSaved(),
}))

let dock: DockviewApi | undefined

const isShipped = (name: string): name is ShippedLayout => SHIPPED.some((shipped) => shipped === name)

function setCurrent(current: string): void {
  localStorage.setItem(NAME_KEY, current)
  layouts.setState({ current })
}

function applyShipped(api: DockviewApi, name: ShippedLayout): void {
  const { width, height } = api
  api.fromJSON(shippedLayout(name, width > 0 ? width : 1_440, height > 0 ? height : 836))
  setCurrent(name)
}

/** Restores the last arrangement, or lays out Trade; one that no longer fits is dropped. */
export function attachDock(api: DockviewApi): void {
  dock = api
  const last = localStorage.getItem(KEY)
  try {
    if (last === null) applyShipped(api, SHIPPED[0])
    else api.fromJSON(JSON.parse(last) as SerializedDockview)
  } catch {
    localStorage.removeItem(KEY)
    applyShipped(api, SHIPPED[0])
  }
  api.onDidLayoutChange(() => {
    localStorage.setItem(KEY, JSON.stringify(api.toJSON()))
  })
}

/** Lays out a shipped or saved layout; a saved one that no longer fits gives way to Trade. */
export function chooseLayout(name: string): void {
  if (dock === undefined) return
  const saved = layouts.getState().saved[name]
  if (saved === undefined) {
    applyShipped(dock, isShipped(name) ? name : SHIPPED[0])
    return
  }
  try {
    dock.fromJSON(saved)
    setCurrent(name)
  } catch {
    applyShipped(dock, SHIPPED[0])
  }
}

/** Keeps the arrangement on the screen under a name; the names of the shipped ones stay theirs. */
export function saveLayout(name: string): boolean {
  const { saved } = layouts.getState()
  const full = saved[name] === undefined && Object.keys(saved).length >= MOST_SAVED
  if (dock === undefined || name === '' || isShipped(name) || full) return false
  keep({ ...saved, [name]: dock.toJSON() })
  setCurrent(name)
  return true
}

export function deleteLayout(name: string): void {
  const { saved, current } = layouts.getState()
  keep(Object.fromEntries(Object.entries(saved).filter(([other]) => other !== name)))
  if (current === name) setCurrent(SHIPPED[0])
}

function keep(saved: Layouts['saved']): void {
  localStorage.setItem(SAVED_KEY, JSON.stringify(saved))
  layouts.setState({ saved })
}

export function resetLayout(): void {
  const { current } = layouts.getState()
  if (dock !== undefined) applyShipped(dock, isShipped(current) ? current : SHIPPED[0])
}

/** The place in the layout of the panel that was last used; empty before there is one. */
export const activeInstance = (): string => dock?.activePanel?.id ?? ''

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

/** Shows the neighbouring tab of the active group; round at the ends. */
export function stepTab(by: 1 | -1): void {
  const panels = dock?.activeGroup?.panels ?? []
  const index = panels.findIndex((panel) => panel.api.isActive)
  if (index >= 0) panels[(index + by + panels.length) % panels.length]?.api.setActive()
}

/** Makes the next group active and gives its tab the focus, so that the keyboard goes on from there. */
export function stepGroup(): void {
  const groups = dock?.groups ?? []
  const index = groups.findIndex((group) => group === dock?.activeGroup)
  const next = groups[(index + 1) % groups.length]
  next?.activePanel?.api.setActive()
  next?.element.querySelector<HTMLElement>('.dv-active-tab')?.focus()
}
