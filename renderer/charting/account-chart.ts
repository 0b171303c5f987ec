import {
  AreaSeries,
  createChart,
  type IChartApi,
  type ISeriesApi,
  type MouseEventParams,
  type UTCTimestamp,
} from 'lightweight-charts'
import type { EquityPoint } from '../../core/contract/index.ts'
import { readPalette } from '../ui/canvas-surface.ts'
import { chartStyle, withAlpha } from './chart-style.ts'
import { zoneShift } from './equity-chart.ts'
import { EquityPoints } from './equity-points.ts'

const CENTS = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
/** Nothing above the water. */
const percent = (value: number): string => (value > 0.00005 ? '' : `${(Math.abs(value) * 100).toFixed(2)}%`)

export interface AccountChartEvents {
  /** The point under the pointer, or the last one. */
  readonly onHover: (point: EquityPoint | undefined) => void
}

/** Equity above, its fall from the highest so far below, over one axis of time. Lives outside React. */
export class AccountChart {
  readonly #chart: IChartApi
  readonly #equity: ISeriesApi<'Area'>
  readonly #drawdown: ISeriesApi<'Area'>
  readonly #points: EquityPoints
  readonly #events: AccountChartEvents
  #shown = ''
  #hovered: number | undefined

  constructor(host: HTMLElement, zone: 'utc' | 'local', events: AccountChartEvents) {
    this.#points = new EquityPoints(zone === 'local' ? zoneShift : () => 0)
    this.#events = events
    this.#chart = createChart(host)
    const format = (formatter: (value: number) => string, minMove: number) => ({ type: 'custom', minMove, formatter }) as const
    this.#equity = this.#chart.addSeries(AreaSeries, {
      lineWidth: 1,
      priceLineVisible: true,
      priceFormat: format((value) => CENTS.format(value), 0.01),
    })
    this.#drawdown = this.#chart.addSeries(
      AreaSeries,
      {
        lineWidth: 1,
        priceLineVisible: false,
        invertFilledArea: true,
        priceFormat: format(percent, 0.0001),
        autoscaleInfoProvider: (original: () => { priceRange: { minValue: number } | null } | null) => {
          const least = original()?.priceRange?.minValue ?? 0
          // Never so near that a scratch looks like a crash.
          return { priceRange: { minValue: Math.min(least, -0.005), maxValue: 0 } }
        },
      },
      1,
    )
    this.#chart.panes()[0]?.setStretchFactor(0.72)
    this.#chart.panes()[1]?.setStretchFactor(0.28)
    this.#chart.subscribeCrosshairMove(this.#hover)
    this.restyle()
  }

  /** A stretch of another name is shown whole; more of the same leaves the person looking where they looked. */
  replace(name: string, points: readonly EquityPoint[]): void {
    this.#points.replace(points)
    const shown = [...this.#points.entries()]
    this.#equity.setData(shown.map(([time, { equity }]) => ({ time: time as UTCTimestamp, value: Number(equity) })))
    this.#drawdown.setData(shown.map(([time, { drawdown }]) => ({ time: time as UTCTimestamp, value: -drawdown })))
    if (name !== this.#shown) this.#chart.timeScale().fitContent()
    this.#shown = name
    this.#tell()
  }

  append(rows: readonly { readonly at: number; readonly equity: string }[]): void {
    for (const row of rows) {
      const time = this.#points.append(row)
      const point = time === undefined ? undefined : this.#points.at(time)
      if (point === undefined) continue
      this.#equity.update({ time: time as UTCTimestamp, value: Number(point.equity) })
      this.#drawdown.update({ time: time as UTCTimestamp, value: -point.drawdown })
    }
    this.#tell()
  }

  restyle(): void {
    const palette = readPalette()
    this.#chart.applyOptions(chartStyle(palette))
    this.#chart.applyOptions({ timeScale: { secondsVisible: false, rightOffset: 1 } })
    this.#equity.applyOptions({
      lineColor: palette.accent,
      topColor: withAlpha(palette.accent, 22),
      bottomColor: withAlpha(palette.accent, 2),
      priceLineColor: palette.lineStrong,
    })
    this.#drawdown.applyOptions({
      lineColor: palette.down,
      topColor: withAlpha(palette.down, 4),
      bottomColor: withAlpha(palette.down, 26),
    })
  }

  dispose(): void {
    this.#chart.unsubscribeCrosshairMove(this.#hover)
    this.#chart.remove()
  }

  readonly #hover = ({ time }: MouseEventParams): void => {
    this.#hovered = typeof time === 'number' ? time : undefined
    this.#tell()
  }

  #tell(): void {
    const { last } = this.#points
    this.#events.onHover(this.#hovered === undefined ? last : (this.#points.at(this.#hovered) ?? last))
  }
}
