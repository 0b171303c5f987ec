import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PANELS } from '../panels/registry.ts'
import { panelOf, readArrangement } from './arrangement.ts'
import { layoutFile, readLayoutFile } from './layout-file.ts'
import { forgetLayout, keepLayout, layoutNames, MOST_SAVED, renameLayout, savedLayoutsStore } from './layout-names.ts'
import { SHIPPED, shippedLayout } from './layout-plans.ts'

const everything = (): boolean => true
const isPanel = (id: string): boolean => PANELS.some((panel) => panel.id === id)
const trade = shippedLayout('Trade', 1_440, 820)
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** Every place that a layout puts on the screen. */
const placesIn = (value: unknown): string[] => {
  if (value === null || typeof value !== 'object') return []
  const views: unknown = Reflect.get(value, 'views')
  if (Array.isArray(views)) return views.map(String)
  return Object.values(value).flatMap(placesIn)
}

const memory = () => {
  const kept = new Map<string, string>()
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) }
}

describe('an arrangement', () => {
  it.each(SHIPPED)('%s is read back as it is, for every size of the dock', (name) => {
    for (const [width, height] of [
      [960, 520],
      [1_440, 820],
      [2_560, 1_360],
    ] as const) {
      const layout = shippedLayout(name, width, height)
      const read = readArrangement(json(layout), isPanel)
      expect(read).toEqual({ ok: true, value: { layout: json(layout), lost: [] } })
      expect(new Set(placesIn(layout)).size).toBe(placesIn(layout).length)
    }
  })

  it('loses the panels that are not known, only those, and gives their room to the others', () => {
    const gone = new Set(['chart', 'ladder', 'ticket'])
    const read = readArrangement(json(trade), (panel) => !gone.has(panel))
    expect(read.ok).toBe(true)
    if (!read.ok) return
    expect([...read.value.lost].sort()).toEqual([...gone].sort())
    expect(placesIn(read.value.layout.grid)).toEqual(placesIn(trade.grid).filter((place) => !gone.has(place)))
    expect(Object.keys(read.value.layout.panels).some((id) => gone.has(id))).toBe(false)
    const columns = read.value.layout.grid.root.data
    expect(Array.isArray(columns) ? columns.reduce((sum, { size }) => sum + (size ?? 0), 0) : 0).toBeGreaterThan(1_430)
  })

  it('keeps second panels of a kind and floating ones', () => {
    const layout = json(trade) as typeof trade
    const floating = {
      data: { id: 'f', views: ['chart#2'], activeView: 'chart#2' },
      position: { left: 9, top: 8, width: 400, height: 300 },
    }
    const panels = { ...layout.panels, 'chart#2': { id: 'chart#2', contentComponent: 'nonsense', title: 'Mine' } }
    const read = readArrangement({ ...layout, panels, floatingGroups: [floating] }, isPanel)
    expect(read.ok && read.value.layout.floatingGroups).toEqual([floating])
    expect(read.ok && read.value.layout.panels['chart#2']).toEqual({ id: 'chart#2', contentComponent: 'chart', title: 'Mine' })
    expect(panelOf('chart#2')).toBe('chart')
  })

  it('is refused with field, value and remedy where it makes no sense', () => {
    const twice = json(trade) as { grid: { root: { data: { data: { data: { views: string[] } }[] }[] } } }
    twice.grid.root.data[0]?.data[0]?.data.views.push('tape')
    for (const [value, field] of [
      [{}, 'grid'],
      [{ ...trade, panels: 5 }, 'panels'],
      [{ ...trade, grid: { ...trade.grid, orientation: 'UP' } }, 'grid.orientation'],
      [{ ...trade, grid: { ...trade.grid, width: -4 } }, 'grid.width'],
      [{ ...trade, grid: { ...trade.grid, root: { type: 'twig' } } }, 'grid.root.type'],
      [
        { ...trade, grid: { ...trade.grid, root: { type: 'branch', data: [{ type: 'leaf', data: { views: [] } }] } } },
        'grid.root.data[0].data.id',
      ],
      [twice, 'grid.root.data[0].data[1].data.views'],
      [{ ...trade, floatingGroups: 'x' }, 'floatingGroups'],
    ] as const) {
      const read = readArrangement(value, everything)
      expect(read.ok, field).toBe(false)
      if (read.ok) continue
      expect(read.error.field).toBe(field)
      expect(read.error.remedy).not.toBe('')
    }
    expect(readArrangement(trade, () => false).ok).toBe(false)
  })

  it('is read or refused, whatever it is, and never places what is not known', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(...PANELS.map(({ id }) => id)), (value, gone) => {
        for (const layout of [
          value,
          { ...trade, floatingGroups: value },
          { ...trade, panels: value },
          { ...trade, grid: { ...trade.grid, root: value } },
        ]) {
          const read = readArrangement(layout, (panel) => isPanel(panel) && panel !== gone)
          if (!read.ok) expect(read.error.field).not.toBe('')
          else for (const place of placesIn(read.value.layout)) expect(panelOf(place)).not.toBe(gone)
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('a layout in a file', () => {
  it('comes back under its name', () => {
    const read = readLayoutFile(layoutFile('Morning', trade), isPanel)
    expect(read).toEqual({ ok: true, value: { name: 'Morning', layout: json(trade), lost: [] } })
  })

  it.each([
    ['no json', 'file'],
    ['{}', 'kind'],
    [JSON.stringify({ kind: 'sentinel layout', version: 2 }), 'version'],
    [layoutFile('', trade), 'name'],
    [layoutFile('trade', trade), 'name'],
    [layoutFile('x'.repeat(41), trade), 'name'],
    [layoutFile('Mine', { grid: 5 }), 'layout.panels'],
    [' '.repeat(500_001), 'file'],
  ])('%.40s is refused for its %s', (text, field) => {
    const read = readLayoutFile(text, isPanel)
    expect(read.ok ? 'read' : read.error.field).toBe(field)
    expect(read.ok || read.error.remedy).not.toBe('')
  })
})

describe('saved layouts', () => {
  it('are found again, renamed in place and forgotten', () => {
    const storage = memory()
    const store = savedLayoutsStore(storage)
    expect(keepLayout(store, 'One', trade).ok).toBe(true)
    expect(keepLayout(store, 'Two', trade).ok).toBe(true)
    expect(renameLayout(store, 'One', 'First').ok).toBe(true)
    expect(layoutNames(savedLayoutsStore(storage).getState())).toEqual([...SHIPPED, 'First', 'Two'])
    forgetLayout(store, 'Two')
    expect(layoutNames(savedLayoutsStore(storage).getState())).toEqual([...SHIPPED, 'First'])
  })

  it('refuse a name that ships, one that is taken, and a layout too many', () => {
    const store = savedLayoutsStore(memory())
    expect(keepLayout(store, 'trade', trade)).toMatchObject({ ok: false, error: { field: 'name', value: 'trade' } })
    for (let index = 0; index < MOST_SAVED; index += 1) expect(keepLayout(store, `L${String(index)}`, trade).ok).toBe(true)
    expect(keepLayout(store, 'One more', trade).ok).toBe(false)
    expect(keepLayout(store, 'L3', {}).ok).toBe(true)
    expect(renameLayout(store, 'L3', 'L4').ok).toBe(false)
    expect(renameLayout(store, 'nobody', 'L99').ok).toBe(false)
  })

  it.each(['', '{', '[]', '7', 'null'])('read %j as none', (text) => {
    const storage = { getItem: () => text, setItem: () => undefined }
    expect(layoutNames(savedLayoutsStore(storage).getState())).toEqual([...SHIPPED])
  })
})
