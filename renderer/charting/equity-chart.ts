import { AreaSeries, createChart, type IChartApi, type ISeriesApi, type UTCTimestamp } from 'lightweight-charts'
import type { EquityRow } from '../../core/contract/index.ts'
import { readPalette } from '../ui/canvas-surface.ts'
import { chartStyle, withAlpha } from './chart-style.ts'

const CENTS = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** Equity over time, one point a second at most; later points of a second win. */
export class EquityChart {
  readonly #chart: IChartApi
  readonly #series: ISeriesApi<'Area'>
  readonly #local: boolean
  #last = 0

  constructor(host: HTMLElement, zone: 'utc' | 'local') {
    this.#local = zone === 'local'
    this.#chart = createChart(host)
    this.#series = this.#chart.addSeries(AreaSeries, {
      lineWidth: 1,
      priceLineVisible: true,
      priceFormat: {
        type: 'custom',
        minMove: 0.01,
        formatter: (value: number) => CENTS.format(value),
      },
    })
    this.restyle()
  }

  replace(rows: readonly EquityRow[]): void {
    const bySecond = new Map<number, number>()
    for (const row of rows) bySecond.set(this.#seconds(row.at), Number(row.equity))
    const points = [...bySecond].sort(([a], [b]) => a - b).map(([time, value]) => ({ time: time as UTCTimestamp, value }))
    this.#last = points.at(-1)?.time ?? 0
    this.#series.setData(points)
    this.#chart.timeScale().fitContent()
  }

  append(rows: readonly EquityRow[]): void {
    for (const row of rows) {
      const time = this.#seconds(row.at)
      if (time < this.#last) continue
      this.#last = time
      this.#series.update({ time: time as UTCTimestamp, value: Number(row.equity) })
    }
  }

  restyle(): void {
    const palette = readPalette()
    this.#chart.applyOptions(chartStyle(palette))
    this.#chart.applyOptions({ timeScale: { secondsVisible: true, rightOffset: 2 } })
    this.#series.applyOptions({
      lineColor: palette.accent,
      topColor: withAlpha(palette.accent, 22),
      bottomColor: withAlpha(palette.accent, 2),
      priceLineColor: palette.lineStrong,
    })
  }

  dispose(): void {
    this.#chart.remove()
  }

  #seconds(at: number): number {
    return Math.floor(at / 1_000) + (this.#local ? zoneShift(at) : 0)
  }
}

/** Seconds to add so that a chart that thinks in UTC shows local time. */
export const zoneShift = (at: number): number => -new Date(at).getTimezoneOffset() * 60
