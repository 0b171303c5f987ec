import { windowStorage } from '../stores/index.ts'
import { arrangementKey, windowNameIn } from './window-name.ts'
import { nextWindowName, windowListStore } from './window-list.ts'

/**
 * Pop-out windows: the same page with a name, its own connection and its own dock. The list of those that are to be open is
 * shared; whether one is there is told by a lock that it holds as long as it lives.
 */
export const windowList = windowListStore(windowStorage(localStorage, window))
export const ownWindow = windowNameIn(location.search)

const LOCK = 'sentinel-window-'

/** Held until the page is gone, however it goes. */
export function showPresence(): void {
  if (ownWindow !== '') void navigator.locks.request(LOCK + ownWindow, () => new Promise<never>(() => undefined))
}

/** Windows that this one opened: each counts at one look at least, however soon it is closed. */
const openedHere = new Map<string, Window>()

export async function windowsAlive(): Promise<ReadonlySet<string>> {
  const { held = [] } = await navigator.locks.query()
  const alive = new Set(held.flatMap(({ name }) => (name?.startsWith(LOCK) === true ? [name.slice(LOCK.length)] : [])))
  for (const [name, opened] of openedHere) {
    alive.add(name)
    if (opened.closed) openedHere.delete(name)
  }
  return alive
}

/** Opens or raises a window; false when the browser would not. */
export function openWindow(name: string): boolean {
  const row = windowList.getState().windows[name]
  if (row === undefined) return false
  // The opener stays known on purpose: the new page of the same origin inherits this tab's token by it.
  const opened = window.open(
    `?window=${name}`,
    `sentinel-${name}`,
    `popup,width=${String(row.width)},height=${String(row.height)}`,
  )
  opened?.focus()
  if (opened !== null) openedHere.set(name, opened)
  return opened !== null
}

/** Lays out a new window; it is not open yet. */
export function addWindow(title: string, layout: unknown, size: { width: number; height: number }): string {
  const { windows } = windowList.getState()
  const name = nextWindowName({ windows })
  localStorage.setItem(arrangementKey(name), JSON.stringify(layout))
  windowList.setState({ windows: { ...windows, [name]: { title, ...size } } })
  return name
}

export function changeWindow(name: string, change: Partial<{ title: string; width: number; height: number }>): void {
  const { windows } = windowList.getState()
  const row = windows[name]
  if (row !== undefined) windowList.setState({ windows: { ...windows, [name]: { ...row, ...change } } })
}

export function forgetWindow(name: string): void {
  localStorage.removeItem(arrangementKey(name))
  windowList.setState(({ windows }) => ({
    windows: Object.fromEntries(Object.entries(windows).filter(([other]) => other !== name)),
  }))
}

/** The panels of a window as it was last arranged. */
export function placesKept(name: string): readonly { readonly place: string; readonly title: string }[] {
  let value: unknown
  try {
    value = JSON.parse(localStorage.getItem(arrangementKey(name)) ?? '{}')
  } catch {
    value = {}
  }
  const panels: unknown = value !== null && typeof value === 'object' ? Reflect.get(value, 'panels') : undefined
  if (panels === null || typeof panels !== 'object') return []
  return Object.entries(panels).map(([place, panel]) => {
    const title: unknown = panel !== null && typeof panel === 'object' ? Reflect.get(panel, 'title') : undefined
    return { place, title: typeof title === 'string' ? title : place }
  })
}

/** Places of panels in every window but this one, open or to be opened again. */
export const placesInOtherWindows = (own: string): readonly string[] =>
  ['', ...Object.keys(windowList.getState().windows)]
    .filter((name) => name !== own)
    .flatMap((name) => placesKept(name).map(({ place }) => place))
