import type { DockviewApi, IDockviewPanel } from 'dockview-react'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { FieldProblem, Result } from '../../core/domain/index.ts'
import { PANELS } from '../panels/registry.ts'
import { windowStorage } from '../stores/index.ts'
import { type Arrangement, panelOf, readArrangement } from './arrangement.ts'
import { layoutFile, readLayoutFile } from './layout-file.ts'
import { forgetLayout, keepLayout, layoutNames, renameLayout, savedLayoutsStore } from './layout-names.ts'
import { SHIPPED, type ShippedLayout, shippedLayout, usualNeighbours } from './layout-plans.ts'
import { freePlace, placeTitle } from './panel-places.ts'
import { arrangementKey, windowNameIn } from './window-name.ts'
import { placesInOtherWindows } from './windows.ts'

const NAME_KEY = 'sentinel.layout.name'

export const savedLayouts = savedLayoutsStore(windowStorage(localStorage, window))
/** The layout last chosen; panels may have been moved since. */
export const currentLayout: StoreApi<{ readonly name: string }> = createStore(() => ({
  name: localStorage.getItem(NAME_KEY) ?? SHIPPED[0],
}))

type Tell = (title: string, text: string) => void

const ownWindow = windowNameIn(location.search)
const titles: ReadonlyMap<string, string> = new Map(PANELS.map(({ id, title }) => [id, title]))
const isPanel = (panel: string): boolean => titles.has(panel)
let dock: DockviewApi | undefined
let tell: Tell = () => undefined

const isShipped = (name: string): name is ShippedLayout => SHIPPED.some((shipped) => shipped === name)

function setCurrent(name: string): void {
  localStorage.setItem(NAME_KEY, name)
  currentLayout.setState({ name })
}

function applyShipped(api: DockviewApi, name: ShippedLayout): void {
  const { width, height } = api
  api.fromJSON(shippedLayout(name, width > 0 ? width : 1_440, height > 0 ? height : 836))
  setCurrent(name)
}

const tellLost = ({ lost }: Arrangement): void => {
  if (lost.length > 0) tell('Panels left out', `This version does not have ${lost.join(', ')}; everything else is in its place.`)
}

/** Lays out what was kept, without the panels that are not known; false when it cannot be read at all. */
function applyKept(api: DockviewApi, value: unknown, what: string): boolean {
  const read = readArrangement(value, isPanel)
  try {
    if (!read.ok) throw new Error(`${read.error.field} is ${read.error.value}: ${read.error.remedy}`)
    api.fromJSON(read.value.layout)
    tellLost(read.value)
    return true
  } catch (error) {
    tell(
      `${what} could not be laid out`,
      `${error instanceof Error ? error.message : String(error)}. Trade was laid out instead.`,
    )
    return false
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Restores the window's last arrangement, or lays out Trade in the main window. */
export function attachDock(api: DockviewApi, teller: Tell): void {
  dock = api
  tell = teller
  const key = arrangementKey(ownWindow)
  const last = localStorage.getItem(key)
  const restored = last !== null && applyKept(api, parsed(last), 'The last arrangement')
  if (!restored && ownWindow === '') applyShipped(api, SHIPPED[0])
  api.onDidLayoutChange(() => {
    localStorage.setItem(key, JSON.stringify(api.toJSON()))
  })
}

export function chooseLayout(name: string): void {
  if (dock === undefined || ownWindow !== '') return
  const { saved } = savedLayouts.getState()
  if (isShipped(name)) applyShipped(dock, name)
  else if (Object.hasOwn(saved, name) && applyKept(dock, saved[name], `Layout ${name}`)) setCurrent(name)
  else applyShipped(dock, SHIPPED[0])
}

/** The layout at this place of the list, from 1. */
export function chooseLayoutAt(number: number): void {
  const name = layoutNames(savedLayouts.getState())[number - 1]
  if (name === undefined) tell(`There is no layout ${String(number)}`, 'Save one by typing save and a name in the palette.')
  else chooseLayout(name)
}

/** Keeps the arrangement on the screen under a name; the names of the shipped ones stay theirs. */
export function saveLayout(name: string): Result<string, FieldProblem> {
  if (dock === undefined) throw new Error('there is no dock to save')
  const kept = keepLayout(savedLayouts, name, dock.toJSON())
  if (kept.ok) setCurrent(name)
  return kept
}

export function deleteLayout(name: string): void {
  forgetLayout(savedLayouts, name)
  if (currentLayout.getState().name === name) setCurrent(SHIPPED[0])
}

export function giveLayoutName(from: string, to: string): Result<string, FieldProblem> {
  const named = renameLayout(savedLayouts, from, to)
  if (named.ok && currentLayout.getState().name === from) setCurrent(to)
  return named
}

/** A saved layout as the text of a file; the arrangement on the screen for a name that is not saved. */
export const exportLayout = (name: string): string => layoutFile(name, savedLayouts.getState().saved[name] ?? dock?.toJSON())

/** Keeps the layout of a file and lays it out. */
export function importLayout(text: string): Result<string, FieldProblem> {
  const read = readLayoutFile(text, isPanel)
  if (!read.ok) return read
  const kept = keepLayout(savedLayouts, read.value.name, read.value.layout)
  if (kept.ok) {
    chooseLayout(kept.value)
    tellLost(read.value)
  }
  return kept
}

export function resetLayout(): void {
  const { name } = currentLayout.getState()
  if (dock !== undefined && ownWindow === '') applyShipped(dock, isShipped(name) ? name : SHIPPED[0])
}

/** The place in the layout of the panel that was last used; empty before there is one. */
export const activeInstance = (): string => dock?.activePanel?.id ?? ''

/** The panel at a place of this window. */
export const panelAt = (place: string): IDockviewPanel | undefined => dock?.getPanel(place)
export const currentDock = (): DockviewApi | undefined => dock

/** A place for one more panel of a kind, which no window has. */
export const nextPlace = (panel: string): string =>
  freePlace(panel, new Set([...(dock?.panels ?? []).map(({ id }) => id), ...placesInOtherWindows(ownWindow)]))

export const titleOf = (place: string): string => placeTitle(place, titles.get(panelOf(place)) ?? panelOf(place))

/** Puts a panel at a new place: beside the one at `beside` where that is given, else where its kind usually is. */
export function addPanelAt(place: string, title = titleOf(place), beside?: string): void {
  const usual = usualNeighbours(panelOf(place))
  const near = beside === undefined ? dock?.panels.find(({ id }) => usual.includes(panelOf(id))) : dock?.getPanel(beside)
  dock?.addPanel({
    id: place,
    component: panelOf(place),
    title,
    ...(near === undefined ? {} : { position: { referencePanel: near, direction: 'within' } }),
  })
}

/** Brings a panel to the front, opening it again when it was closed. A panel of another room may not be in this build. */
export function openPanel(id: string): void {
  const open = dock?.getPanel(id) ?? dock?.panels.find((panel) => panelOf(panel.id) === id)
  if (open !== undefined) open.api.setActive()
  else if (isPanel(id)) addPanelAt(nextPlace(id))
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
