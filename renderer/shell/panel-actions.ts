import { createStore, type StoreApi } from 'zustand/vanilla'
import { groupOf, joinGroup, type LinkGroup, type Terminal } from '../stores/index.ts'
import { panelOf } from './arrangement.ts'
import { activeInstance, addPanelAt, currentDock, nextPlace, panelAt, titleOf } from './layout.ts'
import { NAME_LENGTH } from './layout-file.ts'
import { lonelyPanel } from './layout-plans.ts'
import { askName } from './naming.ts'
import { isLinked } from './panel-places.ts'
import { sendHome } from './window-channel.ts'
import { addWindow, forgetWindow, openWindow, ownWindow } from './windows.ts'

export interface TabMenuState {
  /** The place whose menu is open; empty for none. */
  readonly place: string
  readonly x: number
  readonly y: number
}

export const tabMenu: StoreApi<TabMenuState> = createStore(() => ({ place: '', x: 0, y: 0 }))

/** Opens the menu of a panel under its tab. */
export function openTabMenu(place = activeInstance()): void {
  const tab = document.querySelector(`[data-place="${CSS.escape(place)}"]`)
  if (tab === null) return
  const { left, bottom } = tab.getBoundingClientRect()
  tabMenu.setState({ place, x: left, y: bottom })
}

/** One more panel of a kind, in the group of `beside`. */
export function newPanel(panel: string, beside = activeInstance()): string {
  const place = nextPlace(panel)
  addPanelAt(place, titleOf(place), beside)
  return place
}

/** One more of the same, set as this one is. */
export function duplicate({ links, panelStates }: Terminal, place: string): void {
  if (panelAt(place) === undefined) return
  const copy = newPanel(panelOf(place), place)
  const states = Object.entries(panelStates.getState()).filter(([key]) => key.startsWith(`${place}/`))
  panelStates.setState(Object.fromEntries(states.map(([key, value]) => [copy + key.slice(place.length), value])))
  joinGroup(links, copy, groupOf(links.getState(), place))
}

export const closePanel = (place: string): void => {
  panelAt(place)?.api.close()
}

/** Closes the other tabs of its group. */
export function closeOthers(place: string): void {
  const others = panelAt(place)?.group.panels.filter(({ id }) => id !== place) ?? []
  for (const other of [...others]) other.api.close()
}

export const isFloating = (place: string): boolean => panelAt(place)?.api.location.type === 'floating'

/** Lifts a panel over the others, or puts it back among them. */
export function floatOrDock(place: string): void {
  const dock = currentDock()
  const panel = panelAt(place)
  if (dock === undefined || panel === undefined) return
  if (panel.api.location.type === 'floating') {
    const group = dock.groups.find(({ api }) => api.location.type === 'grid') ?? dock.addGroup()
    panel.api.moveTo({ group })
    return
  }
  const width = Math.min(520, dock.width - 40)
  const height = Math.min(400, dock.height - 40)
  dock.addFloatingGroup(panel, { x: (dock.width - width) / 2, y: (dock.height - height) / 3, width, height })
}

export function renamePanel(place: string): void {
  const panel = panelAt(place)
  if (panel === undefined) return
  askName({
    title: 'Name of the panel',
    name: panel.title ?? titleOf(place),
    save: (name) => {
      panel.api.setTitle(name === '' ? titleOf(place) : name.slice(0, NAME_LENGTH))
      return ''
    },
  })
}

/** Has to run inside a click or a key press: browsers open no windows otherwise. */
export function moveToNewWindow({ toasts }: Terminal, place: string): void {
  const panel = panelAt(place)
  if (panel === undefined) return
  const title = panel.title ?? titleOf(place)
  const size = { width: Math.max(420, Math.round(panel.api.width)), height: Math.max(360, Math.round(panel.api.height) + 90) }
  const name = addWindow(title, lonelyPanel(place, panelOf(place), title), size)
  if (openWindow(name)) {
    panel.api.close()
    return
  }
  forgetWindow(name)
  toasts.show({
    tone: 'error',
    title: 'The browser opened no window',
    text: 'Allow pop-ups for this address in the browser, then move the panel again. It stays here meanwhile.',
  })
}

/** From a pop-out back to the main window. */
export function moveToMain(place: string): void {
  const panel = panelAt(place)
  if (panel === undefined || ownWindow === '') return
  sendHome([{ place, title: panel.title ?? titleOf(place) }])
  panel.api.close()
}

export function linkPanel({ links, toasts }: Terminal, place: string, group: LinkGroup): void {
  if (isLinked(place)) joinGroup(links, place, group)
  else
    toasts.show({ tone: 'info', title: 'Not linked', text: 'This panel shows no market of its own; choose one that does first.' })
}
