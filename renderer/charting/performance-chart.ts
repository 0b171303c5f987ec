import {
  BaselineSeries,
  createChart,
  type IChartApi,
  type ISeriesApi,
  LineSeries,
  LineStyle,
  type UTCTimestamp,
} from 'lightweight-charts'
import { type Palette, readPalette } from '../ui/canvas-surface.ts'
import { chartStyle, withAlpha } from './chart-style.ts'
import { zoneShift } from './equity-chart.ts'

/** Equity over time: [epoch ms, equity]. */
export interface PerformanceCurve {
  readonly label: string
  readonly points: readonly (readonly [number, number])[]
}

type Point = { readonly time: UTCTimestamp; readonly value: number }

/** A line is told from another by its style too. */
export const CURVE_STYLES = [LineStyle.Solid, LineStyle.Dashed, LineStyle.Dotted, LineStyle.LargeDashed, LineStyle.SparseDotted]
const colours = (palette: Palette): readonly string[] => [palette.accent, palette.warn, palette.up, palette.number, palette.down]

/** Falls from the highest so far, as fractions at or below zero; for pixels. */
export function fallsOf(points: PerformanceCurve['points']): PerformanceCurve['points'] {
  let peak = -Infinity
  return points.map(([at, equity]) => {
    peak = Math.max(peak, equity)
    return [at, peak > 0 ? equity / peak - 1 : 0] as const
  })
}

/** As a share of the first, less one. */
export const growthOf = (points: PerformanceCurve['points']): PerformanceCurve['points'] => {
  const first = points[0]?.[1] ?? 1
  return points.map(([at, equity]) => [at, equity / first - 1] as const)
}

const CENTS = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const cents = (value: number): string => CENTS.format(value)
const percent = (value: number): string => `${(value * 100).toFixed(2).replace(/^-(0\.0+)$/, '$1')}%`

/** The curve of one run in money, or growth of several, with the falls from their peaks below. */
export class PerformanceChart {
  readonly #chart: IChartApi
  readonly #local: boolean
  readonly #lines: ISeriesApi<'Line'>[] = []
  readonly #falls: ISeriesApi<'Baseline'>[] = []

  constructor(host: HTMLElement, zone: 'utc' | 'local', curves: readonly PerformanceCurve[]) {
    this.#local = zone === 'local'
    this.#chart = createChart(host)
    const several = curves.length > 1
    for (const [index, { points }] of curves.entries()) {
      const format = { type: 'custom', minMove: several ? 0.0001 : 0.01, formatter: several ? percent : cents } as const
      const line = this.#chart.addSeries(LineSeries, {
        lineWidth: several ? 2 : 1,
        lineStyle: CURVE_STYLES[index % CURVE_STYLES.length] ?? LineStyle.Solid,
        priceLineVisible: false,
        lastValueVisible: !several,
        priceFormat: format,
      })
      line.setData(this.#data(several ? growthOf(points) : points))
      this.#lines.push(line)
      if (several) continue
      const falls = this.#chart.addSeries(
        BaselineSeries,
        {
          lineWidth: 1,
          baseValue: { type: 'price', price: 0 },
          priceLineVisible: false,
          lastValueVisible: false,
          priceFormat: { type: 'custom', minMove: 0.0001, formatter: percent },
        },
        1,
      )
      falls.setData(this.#data(fallsOf(points)))
      this.#falls.push(falls)
    }
    this.#chart.panes()[0]?.setStretchFactor(3)
    this.#chart.panes()[1]?.setStretchFactor(1)
    this.restyle()
    this.#chart.timeScale().fitContent()
  }

  restyle(): void {
    const palette = readPalette()
    this.#chart.applyOptions(chartStyle(palette))
    this.#chart.applyOptions({ timeScale: { rightOffset: 1 }, handleScroll: false, handleScale: false })
    const tints = colours(palette)
    for (const [index, line] of this.#lines.entries()) line.applyOptions({ color: tints[index % tints.length] ?? palette.accent })
    for (const falls of this.#falls)
      falls.applyOptions({
        topLineColor: palette.down,
        bottomLineColor: palette.down,
        bottomFillColor1: withAlpha(palette.down, 8),
        bottomFillColor2: withAlpha(palette.down, 26),
      })
  }

  dispose(): void {
    this.#chart.remove()
  }

  /** One point a second at most; a later one wins. */
  #data(points: PerformanceCurve['points']): Point[] {
    const seconds = new Map(
      points.map(([at, value]) => [Math.floor(at / 1_000) + (this.#local ? zoneShift(at) : 0), value] as const),
    )
    return [...seconds].sort(([a], [b]) => a - b).map(([time, value]) => ({ time: time as UTCTimestamp, value }))
  }
}
