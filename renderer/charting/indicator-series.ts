import {
  HistogramSeries,
  type HistogramData,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  type LineData,
  LineSeries,
  LineStyle,
  type WhitespaceData,
} from 'lightweight-charts'
import type { Palette } from '../ui/canvas-surface.ts'
import type { Bar } from './bars.ts'
import { withAlpha } from './chart-style.ts'
import type { IndicatorData, OutputPoint } from './indicator-data.ts'
import { at } from './price-series.ts'
import type { SeriesColour } from './series-colours.ts'

export const LINE_KINDS = ['line', 'thick', 'dashed', 'dots', 'histogram', 'hidden'] as const
export type LineKind = (typeof LINE_KINDS)[number]

export interface DrawnOutput {
  readonly name: string
  readonly line: LineKind
  readonly colour: SeriesColour
  /** Whether it is a price; over the candles, what is not has a scale of its own. */
  readonly isPrice: boolean
}

export interface DrawnIndicator {
  /** Stable, one for each on a chart. */
  readonly key: string
  readonly pane: 'price' | 'own'
  readonly outputs: readonly DrawnOutput[]
  /** Values at which a pane of its own has a faint line, such as the middle of a bounded one. */
  readonly guides: readonly number[]
}

export interface IndicatorPaint {
  readonly palette: Palette
  readonly colours: Readonly<Record<SeriesColour, string>>
}

type OutputSeries = ISeriesApi<'Line'> | ISeriesApi<'Histogram'>
type Point = LineData | HistogramData | WhitespaceData

const QUIET = { priceLineVisible: false, lastValueVisible: false, crosshairMarkerVisible: false } as const

/** Enough digits to read beside the axis, whatever the size of the values. */
export function axisText(value: number): string {
  const size = Math.abs(value)
  if (size !== 0 && size < 0.001) return value.toExponential(1)
  if (size >= 1e6) return Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 2 }).format(value)
  return value.toLocaleString('en-US', { maximumFractionDigits: size >= 1_000 ? 1 : size >= 10 ? 2 : 4 })
}

/** One indicator's series in one pane. */
export class IndicatorSeriesSet {
  readonly drawn: DrawnIndicator
  readonly #chart: IChartApi
  readonly #series: readonly { readonly output: DrawnOutput; readonly series: OutputSeries }[]
  readonly #guides: readonly IPriceLine[]

  constructor(chart: IChartApi, drawn: DrawnIndicator, pane: number) {
    this.drawn = drawn
    this.#chart = chart
    this.#series = drawn.outputs
      .filter(({ line }) => line !== 'hidden')
      .map((output) => ({ output, series: this.#open(output, pane) }))
    const [first] = this.#series
    this.#guides =
      drawn.pane === 'price' || first === undefined
        ? []
        : drawn.guides.map((price) =>
            first.series.createPriceLine({
              price,
              lineWidth: 1,
              lineStyle: LineStyle.Dotted,
              axisLabelVisible: false,
              title: '',
            }),
          )
  }

  setData(data: IndicatorData, bars: readonly Bar[], paint: IndicatorPaint): void {
    for (const { output, series } of this.#series)
      series.setData(data.column(output.name, bars).map((point, row, all) => this.#point(output, point, all[row - 1], paint)))
  }

  /** The newest bar's values; the bar before it says which way a histogram goes. */
  update(data: IndicatorData, newest: readonly Bar[], paint: IndicatorPaint): void {
    for (const { output, series } of this.#series) {
      const points = data.column(output.name, newest)
      const last = points.at(-1)
      if (last !== undefined) series.update(this.#point(output, last, points.at(-2), paint))
    }
  }

  restyle({ palette, colours }: IndicatorPaint): void {
    for (const { output, series } of this.#series) series.applyOptions({ color: colours[output.colour] })
    for (const guide of this.#guides) guide.applyOptions({ color: palette.lineStrong })
  }

  remove(): void {
    for (const { series } of this.#series) this.#chart.removeSeries(series)
  }

  #open({ line, isPrice }: DrawnOutput, pane: number): OutputSeries {
    const aside = this.drawn.pane === 'price' && !isPrice ? { priceScaleId: this.drawn.key } : {}
    const format =
      this.drawn.pane === 'own' ? { priceFormat: { type: 'custom', minMove: 1e-9, formatter: axisText } as const } : {}
    if (line === 'histogram') return this.#chart.addSeries(HistogramSeries, { ...QUIET, ...aside, ...format, base: 0 }, pane)
    const dots = line === 'dots'
    return this.#chart.addSeries(
      LineSeries,
      {
        ...QUIET,
        ...aside,
        ...format,
        lineWidth: line === 'thick' ? 2 : 1,
        lineStyle: line === 'dashed' ? LineStyle.Dashed : LineStyle.Solid,
        lineVisible: !dots,
        pointMarkersVisible: dots,
        pointMarkersRadius: 1.5,
      },
      pane,
    )
  }

  /** A bar of a histogram that shrinks is faint: a second cue beside its side of zero. */
  #point(output: DrawnOutput, { time, value }: OutputPoint, before: OutputPoint | undefined, paint: IndicatorPaint): Point {
    if (value === null) return { time: at(time) }
    if (output.line !== 'histogram') return { time: at(time), value }
    const shrinks = Math.abs(value) < Math.abs(before?.value ?? 0)
    return { time: at(time), value, color: withAlpha(paint.colours[output.colour], shrinks ? 40 : 75) }
  }
}
