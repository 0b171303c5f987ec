import type { IChartApi } from 'lightweight-charts'
import { describe, expect, it } from 'vitest'
import type { Palette } from '../ui/canvas-surface.ts'
import type { Bar } from './bars.ts'
import { IndicatorPanes } from './indicator-panes.ts'
import type { DrawnIndicator, LineKind } from './indicator-series.ts'

const PAINT = {
  palette: { lineStrong: '#333333' } as Palette,
  colours: { 1: '#111111', 2: '#222222', 3: '', 4: '', 5: '', 6: '', 7: '', 8: '' },
}
const BARS = [60, 120, 180].map((time): Bar => ({ time, open: 1, high: 1, low: 1, close: 1, volume: 1 }))

interface Shown {
  readonly pane: number
  readonly scale: unknown
  points: readonly { readonly time: number; readonly value?: number; readonly color?: string }[]
}

/** Panes over a chart that only remembers. */
function panes() {
  const shown = new Set<Shown>()
  const chart = {
    addSeries: (_kind: unknown, options: { priceScaleId?: string }, pane: number) => {
      const series: Shown = { pane, scale: options.priceScaleId, points: [] }
      shown.add(series)
      return Object.assign(series, {
        setData: (points: Shown['points']) => {
          series.points = points
        },
        update: (point: Shown['points'][number]) => {
          series.points = [...series.points.filter(({ time }) => time !== point.time), point]
        },
        applyOptions: () => undefined,
        createPriceLine: () => ({ applyOptions: () => undefined }),
      })
    },
    removeSeries: (series: Shown) => shown.delete(series),
  } as unknown as IChartApi
  const all = new IndicatorPanes(
    chart,
    () => BARS,
    () => PAINT,
  )
  return {
    all,
    shown: () => [...shown].map(({ pane, scale, points }) => ({ pane, scale, values: points.map(({ value }) => value) })),
    raw: shown,
  }
}

const drawn = (key: string, pane: 'price' | 'own', line: LineKind = 'line', isPrice = pane === 'price'): DrawnIndicator => ({
  key,
  pane,
  outputs: [{ name: 'value', line, colour: 1, isPrice }],
  guides: [0],
})
const whole = { time: [60, 120, 180], outputs: { value: [1, 2, 3] } }

describe('indicators in panes', () => {
  it('stand over the candles or in panes below each other; a hidden one takes no pane', () => {
    const { all, shown } = panes()
    all.set([drawn('a', 'own'), drawn('b', 'price'), drawn('c', 'own', 'hidden'), drawn('d', 'own')], 2)
    expect(shown().map(({ pane }) => pane)).toEqual([2, 0, 3])
    expect(all.ownPanes).toEqual(['a', 'd'])
  })

  it('give what is no price a scale of its own over the candles', () => {
    const { all, shown } = panes()
    all.set([drawn('a', 'price', 'line', false), drawn('b', 'price')], 1)
    expect(shown().map(({ scale }) => scale)).toEqual(['a', undefined])
  })

  it('keep their values while panes come and go, and are not made anew for nothing', () => {
    const { all, shown } = panes()
    expect(all.set([drawn('a', 'own')], 2)).toBe(true)
    all.take('a', whole, true)
    expect(all.set([drawn('a', 'own')], 2)).toBe(false)
    all.clear()
    expect(shown()).toEqual([])
    all.set([drawn('a', 'own')], 1)
    expect(shown()).toEqual([{ pane: 1, scale: undefined, values: [1, 2, 3] }])
    expect(all.valuesAt(120)).toEqual(new Map([['a', { value: 2 }]]))
    all.set([], 1)
    all.set([drawn('a', 'own')], 1)
    expect(shown()[0]?.values).toEqual([])
  })

  it('take the newest value without rebuilding, an older one with, and none beside the bars', () => {
    const { all, shown } = panes()
    all.set([drawn('a', 'own')], 1)
    all.take('a', whole, true)
    all.take('a', { time: [180], outputs: { value: [9] } }, false)
    expect(shown()[0]?.values).toEqual([1, 2, 9])
    all.take('a', { time: [120, 240], outputs: { value: [7, 99] } }, false)
    expect(shown()[0]?.values).toEqual([1, 7, 9])
    all.forget('a')
    expect(shown()[0]?.values).toEqual([])
  })

  it('draw a column that shrinks fainter than one that grows', () => {
    const { all, raw } = panes()
    all.set([drawn('a', 'own', 'histogram')], 1)
    all.take('a', { time: [60, 120, 180], outputs: { value: [-1, -2, -1.5] } }, true)
    const [first, second, third] = [...raw][0]?.points.map(({ color }) => color) ?? []
    expect(first).toBe(second)
    expect(third).not.toBe(second)
  })
})
