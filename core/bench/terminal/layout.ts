/** Ten panels at once, four of them ladders of different markets, as the terminal keeps an arrangement. */

const COLUMNS: readonly (readonly (readonly [string, ...string[]])[])[] = [
  [['chart'], ['orders'], ['fills']],
  [['ladder'], ['tape']],
  [['ladder#2'], ['watchlist']],
  [['ladder#3'], ['ladder#4'], ['positions']],
]

const panelOf = (instance: string): string => instance.replace(/#\d+$/, '')

/** What the page keeps under the names by which it finds an arrangement and the links of its panels. */
export function tenPanels(width: number, height: number): Readonly<Record<string, string>> {
  const columns = COLUMNS.map((groups) => ({
    type: 'branch',
    size: Math.round(width / COLUMNS.length),
    data: groups.map((views) => ({
      type: 'leaf',
      size: Math.round(height / groups.length),
      data: { id: `group-${views[0]}`, views, activeView: views[0] },
    })),
  }))
  const instances = COLUMNS.flat(2)
  const layout = {
    grid: { width, height, orientation: 'HORIZONTAL', root: { type: 'branch', size: height, data: columns } },
    panels: Object.fromEntries(instances.map((id) => [id, { id, contentComponent: panelOf(id), title: id }])),
    activeGroup: 'group-chart',
  }
  return {
    'sentinel.layout.1': JSON.stringify(layout),
    'sentinel.links': JSON.stringify({
      instruments: { 1: 'demo:BTC/USDT', 2: 'demo:ETH/USDT', 3: 'demo:SOL/USDT', 4: 'demo:XRP/USDT' },
      groups: { 'ladder#2': 2, 'ladder#3': 3, 'ladder#4': 4 },
    }),
  }
}

export const PANEL_COUNT = COLUMNS.flat(2).length
