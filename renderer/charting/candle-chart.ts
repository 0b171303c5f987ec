import { createChart, createSeriesMarkers, type IChartApi, type ISeriesMarkersPluginApi, type Time } from 'lightweight-charts'
import { type Palette, readPalette } from '../ui/canvas-surface.ts'
import { type Bar, BarWindow } from './bars.ts'
import { chartStyle } from './chart-style.ts'
import { type ChartBand, GapBands } from './gap-bands.ts'
import type { IndicatorPoints, OutputValues } from './indicator-data.ts'
import { IndicatorPanes } from './indicator-panes.ts'
import type { DrawnIndicator } from './indicator-series.ts'
import { dragLines } from './line-drag.ts'
import { type ChartMark, markerOf } from './marks.ts'
import { measureOn } from './measure.ts'
import { type PaneHeights, PaneLayout, type PanePlace } from './pane-layout.ts'
import { type ChartLine, PriceLines } from './price-lines.ts'
import { type PriceScale, PriceSeries } from './price-series.ts'
import { readSeriesColours } from './series-colours.ts'

/** A bar that is looked at, with the one before it and the indicators' values on it. */
export interface ChartLook {
  readonly bar: Bar
  readonly before: Bar | undefined
  /** Whether it is the newest and nobody points at another. */
  readonly newest: boolean
  readonly values: ReadonlyMap<string, OutputValues>
}

/** From one place to another: prices, and bars with their times in seconds. */
export interface Distance {
  readonly from: number
  readonly to: number
  readonly bars: number
}

export interface CandleChartEvents {
  /** The person looks at the oldest bars: more may be fetched. */
  readonly onNeedOlder: () => void
  readonly onDrop: (lineId: string, price: number) => void
  readonly onLook: (look: ChartLook | undefined) => void
  /** The bands under the pointer, told when they change. */
  readonly onBands: (bands: readonly ChartBand[]) => void
  readonly onPlaces: (places: readonly PanePlace[]) => void
  /** The person moved the border between two panes. */
  readonly onHeights: (heights: PaneHeights) => void
  /** Whether the newest bar is out of sight. */
  readonly onAway: (away: boolean) => void
  readonly describeDistance: (distance: Distance) => readonly string[]
}

export interface ChartParts {
  readonly scale: PriceScale
  readonly volume: boolean
  readonly indicators: readonly DrawnIndicator[]
  readonly heights: PaneHeights
}

/** Fewer bars than this are not yet a history worth keeping one's place in. */
const FEW = 200

/** Pixels a bar gets at first. */
const BAR_WIDTH = 7

/** Candles, volume, indicators, marks and price lines. Lives outside React. */
export class CandleChart {
  readonly #host: HTMLElement
  readonly #events: CandleChartEvents
  readonly #chart: IChartApi
  readonly #price: PriceSeries
  readonly #lines: PriceLines
  readonly #indicators: IndicatorPanes
  readonly #layout: PaneLayout
  readonly #markers: ISeriesMarkersPluginApi<Time>
  readonly #window = new BarWindow()
  readonly #bands = new GapBands(
    () => this.#window.bars,
    () => this.#palette,
  )
  readonly #stops: readonly (() => void)[]
  #palette: Palette
  #marks: readonly ChartMark[] = []
  #bandsTold = ''
  #away = false
  #pointed: number | undefined

  constructor(host: HTMLElement, events: CandleChartEvents) {
    this.#host = host
    this.#events = events
    this.#palette = readPalette()
    this.#chart = createChart(host, chartStyle(this.#palette))
    this.#price = new PriceSeries(this.#chart, this.#palette)
    this.#lines = new PriceLines(this.#price.candles, this.#palette)
    this.#indicators = new IndicatorPanes(
      this.#chart,
      () => this.#window.bars,
      () => ({ palette: this.#palette, colours: readSeriesColours() }),
    )
    this.#layout = new PaneLayout(this.#chart, host, events)
    this.#markers = createSeriesMarkers(this.#price.candles, [])
    this.#price.candles.attachPrimitive(this.#bands)
    this.#watch()
    this.#stops = [this.#enableDrag(), this.#enableMeasure()]
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
    this.#price.setFormat(decimals, tick)
    this.setLines([])
    this.setMarks([])
    this.#redraw()
  }

  show({ scale, volume, indicators, heights }: ChartParts): void {
    this.#price.setScale(scale)
    if (volume !== this.#price.hasVolume) {
      // Panes are told apart by their place: those below the volume are made anew.
      this.#indicators.clear()
      this.#price.showVolume(volume, this.#window.bars)
    }
    const first = volume ? 2 : 1
    if (this.#indicators.set(indicators, first)) this.#look()
    this.#layout.arrange(['price', ...(volume ? ['volume'] : []), ...this.#indicators.ownPanes], heights)
  }

  /** Times in seconds, as those of bars. */
  takeIndicator(key: string, points: IndicatorPoints, whole: boolean): void {
    this.#indicators.take(key, points, whole)
    this.#look()
  }

  forgetIndicator(key: string): void {
    this.#indicators.forget(key)
    this.#look()
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

  /** False when it was older than the newest, so that what is made of bars must be made anew. */
  update(bar: Bar): boolean {
    const fits = this.#window.update(bar)
    if (fits) this.#price.update(bar)
    else this.#redraw()
    this.#look()
    return fits
  }

  showNewest(): void {
    const bars = Math.max(60, Math.round(this.#host.clientWidth / BAR_WIDTH))
    this.#chart.timeScale().setVisibleLogicalRange({ from: this.size - bars, to: this.size + 6 })
    this.#chart.priceScale('right').applyOptions({ autoScale: true })
  }

  setMarks(marks: readonly ChartMark[]): void {
    this.#marks = marks
    this.#markers.setMarkers(marks.map((mark) => markerOf(mark, this.#palette)))
  }

  /** `seconds`: the length of a bar. */
  setBands(bands: readonly ChartBand[], seconds: number): void {
    this.#bands.set(bands, seconds)
  }

  setLines(lines: readonly ChartLine[]): void {
    this.#lines.set(lines)
  }

  /** What lies under a place of the price pane; undefined outside of it. */
  under(y: number): { readonly price: number; readonly lines: readonly string[] } | undefined {
    const price = y > this.#chart.paneSize(0).height ? null : this.#price.candles.coordinateToPrice(y)
    return price === null ? undefined : { price, lines: this.#lines.near(y) }
  }

  restyle(): void {
    this.#palette = readPalette()
    this.#chart.applyOptions(chartStyle(this.#palette))
    this.#price.restyle(this.#palette)
    this.#lines.restyle(this.#palette)
    this.setMarks(this.#marks)
    this.#price.setData(this.#window.bars)
    this.#indicators.restyle()
  }

  dispose(): void {
    for (const stop of this.#stops) stop()
    this.#layout.dispose()
    this.#chart.remove()
  }

  #redraw(): void {
    this.#price.setData(this.#window.bars)
    this.#indicators.redraw()
    this.#look()
  }

  #watch(): void {
    const scale = this.#chart.timeScale()
    scale.subscribeVisibleLogicalRangeChange((range) => {
      if (range === null) return
      if (range.from < 20 && this.size >= FEW) this.#events.onNeedOlder()
      const away = this.size > 0 && range.to < this.size - 1
      if (away === this.#away) return
      this.#away = away
      this.#events.onAway(away)
    })
    this.#chart.subscribeCrosshairMove(({ logical }) => {
      this.#pointed = logical === undefined ? undefined : Math.round(logical)
      this.#look()
      this.#tellBands(logical === undefined ? [] : this.#bands.at(logical))
    })
  }

  #look(): void {
    const { bars } = this.#window
    const pointed = this.#pointed
    const index = pointed === undefined || bars[pointed] === undefined ? bars.length - 1 : pointed
    const bar = bars[index]
    if (bar === undefined) {
      this.#events.onLook(undefined)
      return
    }
    const newest = index === bars.length - 1
    this.#events.onLook({ bar, before: bars[index - 1], newest, values: this.#indicators.valuesAt(bar.time) })
  }

  #tellBands(bands: readonly ChartBand[]): void {
    const text = bands.map((band) => band.text).join()
    if (text === this.#bandsTold) return
    this.#bandsTold = text
    this.#events.onBands(bands)
  }

  #hold(held: boolean): void {
    this.#chart.applyOptions({ handleScroll: !held, handleScale: !held })
  }

  #enableDrag(): () => void {
    return dragLines({
      host: this.#host,
      targets: () => this.#lines.draggable(),
      onStart: (id) => {
        this.#lines.startDrag(id)
        this.#hold(true)
      },
      onMove: (id, y) => {
        this.#lines.drag(id, y)
      },
      onDrop: (id, y) => {
        this.#hold(false)
        const price = this.#lines.drop(id, y)
        if (price !== undefined) this.#events.onDrop(id, price)
      },
    })
  }

  #enableMeasure(): () => void {
    const { candles } = this.#price
    return measureOn({
      host: this.#host,
      describe: (start, end) => {
        const [from, to] = [candles.coordinateToPrice(start.y), candles.coordinateToPrice(end.y)]
        const scale = this.#chart.timeScale()
        const [first, last] = [scale.coordinateToLogical(start.x), scale.coordinateToLogical(end.x)]
        if (from === null || to === null || first === null || last === null) return []
        return this.#events.describeDistance({ from, to, bars: Math.round(last) - Math.round(first) })
      },
      onActive: (active) => {
        this.#hold(active)
      },
    })
  }
}
