import { panelOf } from './arrangement.ts'

/** The first place of a panel's kind that nobody has: `chart`, then `chart#2`. */
export function freePlace(panel: string, taken: ReadonlySet<string>): string {
  if (!taken.has(panel)) return panel
  for (let number = 2; ; number += 1) {
    const place = `${panel}#${String(number)}`
    if (!taken.has(place)) return place
  }
}

/** What a tab is called unless somebody renames it. */
export const placeTitle = (place: string, panelTitle: string): string => {
  const number = place.slice(panelOf(place).length + 1)
  return number === '' ? panelTitle : `${panelTitle} ${number}`
}

/** Panels that show one market; only these are linked. */
const LINKED: ReadonlySet<string> = new Set([
  'watchlist',
  'chart',
  'ladder',
  'depth',
  'heatmap',
  'tape',
  'ticket',
  'signals',
  'orders',
  'fills',
  'positions',
])

export const isLinked = (place: string): boolean => LINKED.has(panelOf(place))
