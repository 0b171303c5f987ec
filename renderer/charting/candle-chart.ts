import {
  type CandlestickData,
  CandlestickSeries,
  createChart,
  createSeriesMarkers,
  HistogramSeries,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type LineData,
  LineSeries,
  LineStyle,
  type SeriesMarker,
  type Time,
  type UTCTimestamp,
  type WhitespaceData,
} from 'lightweight-charts'
import { type Palette, readPalette } from '../ui/canvas-surface.ts'
import { type Bar, BarWindow } from './bars.ts'
import { chartStyle, withAlpha } from './chart-style.ts'
import { ema, emaNext } from './ema.ts'
import { type ChartBand, GapBands } from './gap-bands.ts'
import { dragLines } from './line-drag.ts'

export const EMA_PERIODS = [20, 50] as const

export interface ChartLine {
  /** Stable: a line with the same id is moved, not made again. */
  readonly id: string
  readonly price: number
  readonly title: string
  readonly tone: 'up' | 'down' | 'accent' | 'label' | 'warn'
  readonly dashed: boolean
  readonly draggable: boolean
}

export interface ChartMark {
  /** Seconds, on a bar's open time. */
  readonly time: number
  readonly kind: 'signal-buy' | 'signal-sell' | 'fill-buy' | 'fill-sell'
  readonly text: string
  readonly faded: boolean
}

export interface CandleChartEvents {
  /** The person looks at the oldest bars: more may be fetched. */
  readonly onNeedOlder: () => void
  readonly onDrop: (lineId: string, price: number) => void
  readonly onHover: (bar: Bar | undefined) => void
  /** The bands under the pointer, told when they change. */
  readonly onBands: (bands: readonly ChartBand[]) => void
}

/** Fewer bars than this are not yet a history worth keeping one's place in. */
const FEW = 200

/** Pixels a bar gets at first. */
const BAR_WIDTH = 7

const isSame = (a: ChartLine, b: ChartLine): boolean =>
  a.price === b.price && a.title === b.title && a.tone === b.tone && a.dashed === b.dashed

const at = (seconds: number): UTCTimestamp => seconds as UTCTimestamp

/** Candles, volume, two means, marks and price lines. Lives outside React. */
export class CandleChart {
  readonly #host: HTMLElement
  readonly #events: CandleChartEvents
  readonly #chart: IChartApi
  readonly #candles: ISeriesApi<'Candlestick'>
  readonly #volume: ISeriesApi<'Histogram'>
  readonly #means: readonly ISeriesApi<'Line'>[]
  readonly #markers: ISeriesMarkersPluginApi<Time>
  readonly #window = new BarWindow()
  readonly #bands = new GapBands(
    () => this.#window.bars,
    () => this.#palette,
  )
  readonly #lines = new Map<string, { readonly handle: IPriceLine; line: ChartLine }>()
  readonly #stopDrag: () => void
  #palette: Palette
  #marks: readonly ChartMark[] = []
  #meanTails: (number | undefined)[] = []
  #dragging: string | undefined
  #hovered = ''

  constructor(host: HTMLElement, events: CandleChartEvents) {
    this.#host = host
    this.#events = events
    this.#palette = readPalette()
    this.#chart = createChart(host, chartStyle(this.#palette))
    this.#candles = this.#chart.addSeries(CandlestickSeries, { priceLineVisible: true, lastValueVisible: true })
    this.#means = EMA_PERIODS.map(() =>
      this.#chart.addSeries(LineSeries, {
        lineWidth: 1,
        priceLineVisible: false,
        lastValueVisible: false,
        crosshairMarkerVisible: false,
      }),
    )
    this.#volume = this.#chart.addSeries(
      HistogramSeries,
      { priceFormat: { type: 'volume' }, priceLineVisible: false, lastValueVisible: false },
      1,
    )
    this.#chart.panes()[1]?.setStretchFactor(0.2)
    this.#chart.panes()[0]?.setStretchFactor(0.8)
    this.#markers = createSeriesMarkers(this.#candles, [])
    this.#candles.attachPrimitive(this.#bands)
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (range !== null && range.from < 20 && this.size >= FEW) events.onNeedOlder()
    })
    this.#chart.subscribeCrosshairMove((move) => {
      const logical = move.logical
      events.onHover(logical === undefined ? undefined : this.#window.bars[Math.round(logical)])
      this.#hover(logical === undefined ? [] : this.#bands.at(logical))
    })
    this.#stopDrag = this.#enableDrag()
    this.restyle()
  }

  get lastBar(): Bar | undefined {
    return this.#window.bars.at(-1)
  }

  get firstTime(): number | undefined {
    return this.#window.bars[0]?.time
  }

  get size(): number {
    return this.#window.bars.length
  }

  /** Empties the chart for another instrument. */
  reset(decimals: number, tick: number): void {
    this.#window.clear()
    const digits = new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
    const formatter = (price: number): string => digits.format(price)
    this.#candles.applyOptions({ priceFormat: { type: 'custom', minMove: tick, formatter } })
    this.setLines([])
    this.setMarks([])
    this.#redraw()
  }

  /** Adds bars wherever they belong; the person keeps looking at the same stretch of time. */
  merge(bars: readonly Bar[]): void {
    const before = this.size
    const oldest = this.firstTime
    const range = this.#chart.timeScale().getVisibleLogicalRange()
    this.#window.merge(bars)
    this.#redraw()
    if (this.size === 0) return
    if (before < FEW || oldest === undefined || range === null) {
      this.showNewest()
      return
    }
    const added = this.#window.bars.findIndex(({ time }) => time === oldest)
    if (added > 0) this.#chart.timeScale().setVisibleLogicalRange({ from: range.from + added, to: range.to + added })
  }

  update(bar: Bar): void {
    const before = this.size
    if (!this.#window.update(bar)) {
      this.#redraw()
      return
    }
    const grew = this.size > before
    this.#candles.update({ ...bar, time: at(bar.time) })
    this.#volume.update(this.#volumePoint(bar))
    this.#means.forEach((series, index) => {
      const period = EMA_PERIODS[index] ?? 1
      if (grew) this.#meanTails[index] = this.#meanBeforeLast(period)
      const previous = this.#meanTails[index]
      if (previous !== undefined) series.update({ time: at(bar.time), value: emaNext(previous, bar.close, period) })
    })
  }

  showNewest(): void {
    const bars = Math.max(60, Math.round(this.#host.clientWidth / BAR_WIDTH))
    this.#chart.timeScale().setVisibleLogicalRange({ from: this.size - bars, to: this.size + 6 })
  }

  setMarks(marks: readonly ChartMark[]): void {
    this.#marks = marks
    this.#markers.setMarkers(marks.map((mark) => this.#marker(mark)))
  }

  /** `seconds`: the length of a bar. */
  setBands(bands: readonly ChartBand[], seconds: number): void {
    this.#bands.set(bands, seconds)
  }

  /** Positions tick with every price; only lines that differ make the chart paint. */
  setLines(lines: readonly ChartLine[], restyled = false): void {
    const wanted = new Set(lines.map(({ id }) => id))
    for (const [id, { handle }] of this.#lines) {
      if (wanted.has(id)) continue
      this.#candles.removePriceLine(handle)
      this.#lines.delete(id)
    }
    for (const line of lines) {
      if (line.id === this.#dragging) continue
      const options = {
        price: line.price,
        title: line.title,
        color: this.#palette[line.tone],
        lineStyle: line.dashed ? LineStyle.Dashed : LineStyle.Solid,
        lineWidth: 1 as const,
        axisLabelVisible: true,
      }
      const known = this.#lines.get(line.id)
      if (known === undefined) this.#lines.set(line.id, { handle: this.#candles.createPriceLine(options), line })
      else if (restyled || !isSame(known.line, line)) {
        known.handle.applyOptions(options)
        known.line = line
      }
    }
  }

  restyle(): void {
    this.#palette = readPalette()
    const { up, down, accent, warn } = this.#palette
    this.#chart.applyOptions(chartStyle(this.#palette))
    this.#candles.applyOptions({ upColor: up, downColor: down, wickUpColor: up, wickDownColor: down, borderVisible: false })
    this.#means.forEach((series, index) => {
      series.applyOptions({ color: withAlpha(index === 0 ? accent : warn, 75) })
    })
    this.setLines(
      [...this.#lines.values()].map(({ line }) => line),
      true,
    )
    this.setMarks(this.#marks)
    this.#redraw()
  }

  dispose(): void {
    this.#stopDrag()
    this.#chart.remove()
  }

  #redraw(): void {
    const { bars } = this.#window
    this.#candles.setData(bars.map((bar): CandlestickData => ({ ...bar, time: at(bar.time) })))
    this.#volume.setData(bars.map((bar) => this.#volumePoint(bar)))
    const closes = bars.map(({ close }) => close)
    this.#means.forEach((series, index) => {
      const values = ema(closes, EMA_PERIODS[index] ?? 1)
      this.#meanTails[index] = values.at(-2)
      series.setData(
        bars.map(({ time }, bar): LineData | WhitespaceData => {
          const value = values[bar]
          return value === undefined ? { time: at(time) } : { time: at(time), value }
        }),
      )
    })
  }

  #hover(bands: readonly ChartBand[]): void {
    const text = bands.map((band) => band.text).join()
    if (text === this.#hovered) return
    this.#hovered = text
    this.#events.onBands(bands)
  }

  #meanBeforeLast(period: number): number | undefined {
    return ema(
      this.#window.bars.slice(0, -1).map(({ close }) => close),
      period,
    ).at(-1)
  }

  #volumePoint(bar: Bar): { time: UTCTimestamp; value: number; color: string } {
    return {
      time: at(bar.time),
      value: bar.volume,
      color: withAlpha(bar.close >= bar.open ? this.#palette.up : this.#palette.down, 40),
    }
  }

  #marker(mark: ChartMark): SeriesMarker<Time> {
    const buy = mark.kind.endsWith('buy')
    const fill = mark.kind.startsWith('fill')
    const color = mark.faded ? this.#palette.label : buy ? this.#palette.up : this.#palette.down
    return {
      time: at(mark.time),
      position: buy ? 'belowBar' : 'aboveBar',
      shape: fill ? 'circle' : buy ? 'arrowUp' : 'arrowDown',
      color,
      size: fill ? 0.7 : 1,
      text: mark.text,
    }
  }

  #enableDrag(): () => void {
    return dragLines({
      host: this.#host,
      targets: () =>
        [...this.#lines].flatMap(([id, { line }]) => {
          const y = line.draggable ? this.#candles.priceToCoordinate(line.price) : null
          return y === null ? [] : [{ id, y }]
        }),
      onStart: (id) => {
        this.#dragging = id
        this.#chart.applyOptions({ handleScroll: false, handleScale: false })
      },
      onMove: (id, y) => {
        const price = this.#candles.coordinateToPrice(y)
        if (price !== null) this.#lines.get(id)?.handle.applyOptions({ price })
      },
      onDrop: (id, y) => {
        this.#dragging = undefined
        this.#chart.applyOptions({ handleScroll: true, handleScale: true })
        const held = this.#lines.get(id)
        const price = this.#candles.coordinateToPrice(y)
        const before = held === undefined ? null : this.#candles.priceToCoordinate(held.line.price)
        if (held !== undefined && price !== null && before !== null && Math.abs(before - y) > 1) {
          // Remembered where it was dropped, so that a refusal puts it back.
          held.line = { ...held.line, price }
          this.#events.onDrop(id, price)
        } else held?.handle.applyOptions({ price: held.line.price })
      },
    })
  }
}
