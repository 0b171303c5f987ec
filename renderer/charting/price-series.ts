import {
  type CandlestickData,
  CandlestickSeries,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  PriceScaleMode,
  type UTCTimestamp,
} from 'lightweight-charts'
import type { Palette } from '../ui/canvas-surface.ts'
import type { Bar } from './bars.ts'
import { withAlpha } from './chart-style.ts'

export const PRICE_SCALES = ['normal', 'log', 'percent'] as const
export type PriceScale = (typeof PRICE_SCALES)[number]

const MODES: Readonly<Record<PriceScale, PriceScaleMode>> = {
  normal: PriceScaleMode.Normal,
  log: PriceScaleMode.Logarithmic,
  percent: PriceScaleMode.Percentage,
}

export const at = (seconds: number): UTCTimestamp => seconds as UTCTimestamp

/** The candles and, in a pane of its own when wanted, their volume. */
export class PriceSeries {
  readonly candles: ISeriesApi<'Candlestick'>
  readonly #chart: IChartApi
  #volume: ISeriesApi<'Histogram'> | undefined
  #palette: Palette

  constructor(chart: IChartApi, palette: Palette) {
    this.#chart = chart
    this.#palette = palette
    this.candles = chart.addSeries(CandlestickSeries, { priceLineVisible: true, lastValueVisible: true })
  }

  get hasVolume(): boolean {
    return this.#volume !== undefined
  }

  showVolume(shown: boolean, bars: readonly Bar[]): void {
    if (shown === this.hasVolume) return
    if (this.#volume !== undefined) {
      this.#chart.removeSeries(this.#volume)
      this.#volume = undefined
      return
    }
    this.#volume = this.#chart.addSeries(
      HistogramSeries,
      { priceFormat: { type: 'volume' }, priceLineVisible: false, lastValueVisible: false },
      1,
    )
    this.#volume.setData(bars.map((bar) => this.#volumePoint(bar)))
  }

  setScale(scale: PriceScale): void {
    this.candles.priceScale().applyOptions({ mode: MODES[scale] })
  }

  setFormat(decimals: number, tick: number): void {
    const digits = new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
    const formatter = (price: number): string => digits.format(price)
    this.candles.applyOptions({ priceFormat: { type: 'custom', minMove: tick, formatter } })
  }

  setData(bars: readonly Bar[]): void {
    this.candles.setData(bars.map((bar): CandlestickData => ({ ...bar, time: at(bar.time) })))
    this.#volume?.setData(bars.map((bar) => this.#volumePoint(bar)))
  }

  update(bar: Bar): void {
    this.candles.update({ ...bar, time: at(bar.time) })
    this.#volume?.update(this.#volumePoint(bar))
  }

  restyle(palette: Palette): void {
    this.#palette = palette
    const { up, down } = palette
    this.candles.applyOptions({ upColor: up, downColor: down, wickUpColor: up, wickDownColor: down, borderVisible: false })
  }

  #volumePoint(bar: Bar): { time: UTCTimestamp; value: number; color: string } {
    const { up, down } = this.#palette
    return { time: at(bar.time), value: bar.volume, color: withAlpha(bar.close >= bar.open ? up : down, 40) }
  }
}
