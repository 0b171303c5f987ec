import type { BookColumnRow, GapRow, TradeRow } from '../../../core/contract/index.ts'
import { formatDecimal, formatTimeMillis, type Zone } from '../../format/index.ts'
import type { InstrumentView } from '../../stores/index.ts'
import { CanvasSurface, type Frame, readPalette } from '../../ui/canvas-surface.ts'
import { NewTrades, type Spot } from '../book/index.ts'
import { FOOT, paintLegend, paintScales, type Plot, unitsText } from './heat-axes.ts'
import { HeatCamera } from './heat-camera.ts'
import { HeatDots } from './heat-dots.ts'
import { type HeatActions, heatInput } from './heat-input.ts'
import { HeatLayer } from './heat-layer.ts'
import { rampOf, readStops } from './heat-ramp.ts'
import { commonMost, type HeatWindow } from './heat-raster.ts'
import { paintCrosshair } from './heat-crosshair.ts'
import { readingAt } from './heat-reading.ts'
import { type HeatColumn, HeatRing } from './heat-ring.ts'
import { toUnits } from './heat-units.ts'

/** Ten minutes at five columns a second; with fifty levels a side 4.8 MB. */
const CAPACITY = 3_000
export const DEPTH = 50
const DOTS = 6_000
/** CSS pixels of a row at least. */
const ROW = 3

export interface HeatViewOptions {
  readonly host: HTMLElement
  readonly instrument: InstrumentView
  readonly zone: Zone
  readonly now: () => number
  /** Told when it stops following the newest moment, or goes on. */
  readonly onPaused: (paused: boolean) => void
}

/** The book over time on a canvas. Columns and trades come from outside; it looks where its camera is put. */
export class HeatView {
  readonly #options: HeatViewOptions
  readonly #surface: CanvasSurface
  readonly #stop: () => void
  readonly #camera = new HeatCamera()
  readonly #layer = new HeatLayer()
  readonly #dots = new HeatDots(DOTS)
  readonly #news = new NewTrades()
  readonly #tick: number
  #ring: HeatRing
  #gaps: readonly GapRow[] = []
  #palette = readPalette()
  #stops = readStops()
  #ramp = rampOf(this.#stops)
  #most = 1
  #dirty = true
  #plot: Plot | undefined
  #pointer: Spot | undefined
  #now = 0

  constructor(options: HeatViewOptions) {
    const { host, instrument } = options
    this.#options = options
    this.#tick = toUnits(instrument.tickSize, instrument.priceDecimals) ?? 1
    this.#ring = this.#empty()
    this.#surface = new CanvasSurface(host, (frame) => {
      this.#paint(frame)
    })
    this.#stop = heatInput(host, this.#actions())
  }

  push(column: HeatColumn): void {
    this.#ring.push(column)
    this.#changed()
  }

  /** Recorded books of any time; what is here already stays. */
  addPast(rows: readonly BookColumnRow[]): void {
    const past = this.#empty()
    for (const { receivedTime, bids, asks } of rows) past.push({ at: receivedTime, bids, asks })
    this.#ring = this.#ring.merged(past)
    this.#changed()
  }

  addTrades(trades: readonly TradeRow[]): void {
    const news = this.#news.take(trades)
    if (news.length === 0) return
    this.#dots.add(news)
    // The next column shows them: at five a second that is soon enough.
    this.#dirty = true
  }

  setGaps(gaps: readonly GapRow[]): void {
    this.#gaps = gaps
    this.#changed()
  }

  /** Time went on without anything new: the picture moves all the same. */
  tick(): void {
    if (!this.#camera.paused) this.#changed()
  }

  fit(): void {
    this.#camera.half = 0
    this.#camera.live()
    this.#changed()
    this.#options.onPaused(false)
  }

  restyle(): void {
    this.#palette = readPalette()
    this.#stops = readStops()
    this.#ramp = rampOf(this.#stops)
    this.#dirty = true
    this.#surface.restyle()
  }

  dispose(): void {
    this.#stop()
    this.#surface.dispose()
  }

  #empty(): HeatRing {
    const { priceDecimals, sizeDecimals } = this.#options.instrument
    return new HeatRing({ capacity: CAPACITY, depth: DEPTH, priceDecimals, sizeDecimals })
  }

  #changed(): void {
    this.#dirty = true
    this.#surface.invalidate()
  }

  #actions(): HeatActions {
    const moved = (): void => {
      this.#changed()
      this.#options.onPaused(this.#camera.paused)
    }
    return {
      point: (spot) => {
        this.#pointer = spot
        this.#surface.invalidate()
      },
      hold: () => {
        this.#camera.hold(this.#options.now())
      },
      release: () => {
        this.#camera.release()
        moved()
      },
      pan: (dx, dy) => {
        const plot = this.#plot
        if (plot === undefined) return
        const { from, to, low, high } = plot.window
        this.#camera.pan((dx / plot.width) * (to - from), (dy / plot.height) * (high - low), this.#options.now())
        moved()
      },
      zoomTime: (factor) => {
        this.#camera.zoomTime(factor)
        moved()
      },
      zoomPrice: (factor) => {
        this.#camera.zoomPrice(factor, this.#tick)
        moved()
      },
      fit: () => {
        this.fit()
      },
    }
  }

  /** The newest live book's middle and how far it reaches, in units of price. */
  #market(): { readonly middle: number; readonly half: number } | undefined {
    const ring = this.#ring
    for (let index = ring.length - 1; index >= Math.max(0, ring.length - 50); index -= 1) {
      const [bids, asks] = [ring.bids(index), ring.asks(index)]
      if (bids === 0 || asks === 0) continue
      const middle = (ring.price(index, 'bid', 0) + ring.price(index, 'ask', 0)) / 2
      const far = Math.max(middle - ring.price(index, 'bid', bids - 1), ring.price(index, 'ask', asks - 1) - middle)
      return { middle, half: Math.max(far, this.#tick * 5) }
    }
    return undefined
  }

  #window(width: number, height: number, ratio: number): HeatWindow | undefined {
    const market = this.#market()
    if (market !== undefined) {
      if (this.#camera.half === 0) this.#camera.fit(market.middle, market.half)
      this.#camera.follow(market.middle)
    }
    if (this.#camera.half === 0) return undefined
    const pixels = { width: Math.round(width * ratio), height: Math.round(height * ratio), row: ROW * ratio, tick: this.#tick }
    return this.#camera.window(this.#now, pixels)
  }

  #paint(frame: Frame): void {
    const { context, width, height } = frame
    const { instrument, zone, host, now } = this.#options
    const ratio = devicePixelRatio
    context.font = `400 10px ${frame.palette.mono}`
    const top = this.#plot === undefined ? '' : unitsText(this.#plot.window.high, instrument.priceDecimals)
    const axis = Math.ceil(context.measureText('0').width * Math.max(top.length, instrument.priceDecimals + 4)) + 12
    const [plotWidth, plotHeight] = [Math.max(40, width - axis), Math.max(30, height - FOOT)]
    if (this.#dirty || this.#plot?.width !== plotWidth || this.#plot.height !== plotHeight) {
      this.#now = now()
      const window = this.#window(plotWidth, plotHeight, ratio)
      if (window === undefined) return
      this.#plot = { width: plotWidth, height: plotHeight, window, priceDecimals: instrument.priceDecimals }
      this.#draw(this.#plot, ratio)
      host.dataset['columns'] = String(this.#ring.length)
    }
    const plot = this.#plot
    context.drawImage(this.#layer.canvas, 0, 0, plot.width, plot.height)
    paintScales(frame, plot, zone)
    paintLegend(frame, plot, { stops: this.#stops, most: this.#most / 10 ** instrument.sizeDecimals, coin: instrument.base })
    this.#crosshair(frame, plot)
  }

  #draw(plot: Plot, ratio: number): void {
    this.#dirty = false
    const { window } = plot
    const most = commonMost(this.#ring, window)
    // The scale moves by steps, so that colours do not flicker with every book.
    if (most > this.#most || most < this.#most * 0.6) this.#most = Math.max(1, most * 1.15)
    this.#layer.draw(Math.round(plot.width * ratio), Math.round(plot.height * ratio), {
      ring: this.#ring,
      window,
      colours: { ramp: this.#ramp, most: this.#most },
      dots: this.#dots.within(window.from, window.to),
      gaps: this.#gaps,
      now: this.#now,
      palette: this.#palette,
      ratio,
    })
  }

  #crosshair(frame: Frame, plot: Plot): void {
    const spot = this.#pointer
    const { host, instrument, zone } = this.#options
    if (spot === undefined || spot.x >= plot.width || spot.y >= plot.height) return
    const { from, to, low, high, bucket } = plot.window
    const at = from + (spot.x / plot.width) * (to - from)
    const row = Math.floor((high - (spot.y / plot.height) * (high - low)) / bucket) * bucket
    const reading = readingAt(this.#ring, at, row, bucket)
    const { priceDecimals } = instrument
    const price = unitsText(row, priceDecimals)
    const range = bucket > this.#tick ? `${price} to ${unitsText(row + bucket - this.#tick, priceDecimals)}` : price
    const lines: (readonly [string, string])[] = [['Time', formatTimeMillis(reading?.at ?? Math.floor(at), zone)]]
    if (reading === undefined) lines.push(['Book', at > this.#now ? 'not yet' : 'none live'])
    else if (reading.level === undefined) lines.push(['Price', range], ['Size', 'none'])
    else {
      const { side, size } = reading.level
      const beside = reading.others === 0 ? '' : ` and ${String(reading.others)} more`
      lines.push(
        ['Price', formatDecimal(reading.level.price, priceDecimals)],
        [side === 'bid' ? 'Bid' : 'Ask', `${size}${beside}`],
      )
    }
    if (reading !== undefined)
      lines.push(['Best', `${formatDecimal(reading.bid, priceDecimals)} / ${formatDecimal(reading.ask, priceDecimals)}`])
    host.dataset['readout'] = lines.map(([name, value]) => `${name} ${value}`).join('; ')
    paintCrosshair(frame, plot, { spot, price, lines })
  }
}
