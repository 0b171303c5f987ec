import type { GapRow } from '../../../core/contract/index.ts'
import type { Palette } from '../../ui/canvas-surface.ts'
import type { HeatDot } from './heat-dots.ts'
import { type Colours, HeatRaster, type HeatWindow, HOLD, holesOf } from './heat-raster.ts'
import type { HeatRing } from './heat-ring.ts'

export interface HeatScene {
  readonly ring: HeatRing
  readonly window: HeatWindow
  readonly colours: Colours
  readonly dots: readonly HeatDot[]
  readonly gaps: readonly GapRow[]
  /** What counts as now: later there is nothing to know yet. */
  readonly now: number
  readonly palette: Palette
  /** Device pixels of a CSS pixel. */
  readonly ratio: number
}

const SMALLEST = 1.5
const LARGEST = 11

/** The part of the heatmap that changes with the market: pixels of the book, holes, best prices, trades. */
export class HeatLayer {
  readonly canvas = document.createElement('canvas')
  readonly #context = this.canvas.getContext('2d', { alpha: false })
  #raster = new HeatRaster(1, 1)
  #image = new ImageData(1, 1)

  draw(width: number, height: number, scene: HeatScene): void {
    const context = this.#context
    if (context === null || width < 1 || height < 1) return
    if (this.#raster.width !== width || this.#raster.height !== height) {
      this.canvas.width = width
      this.canvas.height = height
      this.#raster = new HeatRaster(width, height)
      this.#image = new ImageData(new Uint8ClampedArray(this.#raster.pixels.buffer), width, height)
    }
    this.#raster.draw(scene.ring, scene.window, scene.colours)
    context.putImageData(this.#image, 0, 0)
    this.#holes(context, scene)
    this.#best(context, scene)
    this.#trades(context, scene)
  }

  #x({ window: { from, to } }: HeatScene, at: number): number {
    return ((at - from) / (to - from)) * this.#raster.width
  }

  #y({ window: { low, high } }: HeatScene, units: number): number {
    return ((high - units) / (high - low)) * this.#raster.height
  }

  #holes(context: CanvasRenderingContext2D, scene: HeatScene): void {
    const { palette, ring, window, gaps, now } = scene
    for (const { from, to } of holesOf(ring, window, now)) this.#hatch(context, scene, [from, to], palette.label)
    for (const gap of gaps) {
      const [from, to] = [Math.max(window.from, gap.startTime), Math.min(window.to, now, gap.endTime)]
      if (gap.channel === 'book' && gap.repairedBy === undefined && to >= from)
        this.#hatch(context, scene, [from, to], palette.warn)
    }
  }

  #hatch(context: CanvasRenderingContext2D, scene: HeatScene, [from, to]: readonly [number, number], tone: string): void {
    const { height } = this.#raster
    const [left, right] = [this.#x(scene, from), Math.max(this.#x(scene, from) + 2, this.#x(scene, to))]
    const step = 7 * scene.ratio
    context.save()
    context.beginPath()
    context.rect(left, 0, right - left, height)
    context.clip()
    context.fillStyle = scene.palette.surface
    context.globalAlpha = 0.6
    context.fillRect(left, 0, right - left, height)
    context.globalAlpha = 0.45
    context.strokeStyle = tone
    context.lineWidth = scene.ratio
    context.beginPath()
    for (let x = Math.floor((left - height) / step) * step; x < right; x += step) {
      context.moveTo(x, height)
      context.lineTo(x + height, 0)
    }
    context.stroke()
    context.restore()
  }

  /** Best bid and best ask as staircases; they break where there is no live book. */
  #best(context: CanvasRenderingContext2D, scene: HeatScene): void {
    const { ring, window, palette, ratio } = scene
    const last = ring.indexAt(window.to - 1)
    for (const side of ['bid', 'ask'] as const) {
      // Both stay visible where the spread is finer than a pixel.
      const apart = (side === 'bid' ? 0.75 : -0.75) * ratio
      context.beginPath()
      let broken = true
      for (let index = Math.max(0, ring.indexAt(window.from)); index <= last; index += 1) {
        if ((side === 'bid' ? ring.bids(index) : ring.asks(index)) === 0) {
          broken = true
          continue
        }
        const at = ring.time(index)
        const next = index < last ? ring.time(index + 1) : Math.min(window.to, scene.now)
        const [x, y] = [this.#x(scene, at), this.#y(scene, ring.price(index, side, 0)) + apart]
        if (broken) context.moveTo(x, y)
        else context.lineTo(x, y)
        context.lineTo(Math.max(x, this.#x(scene, Math.min(next, at + HOLD))), y)
        broken = next - at > HOLD
      }
      // A dark edge keeps the line apart from whatever colour it crosses.
      context.strokeStyle = palette.surface
      context.lineWidth = 3.5 * ratio
      context.stroke()
      context.strokeStyle = side === 'bid' ? palette.up : palette.down
      context.lineWidth = 1.5 * ratio
      context.stroke()
    }
  }

  /** Circles of an area that grows with the size: filled where the taker bought, rings where he sold. */
  #trades(context: CanvasRenderingContext2D, scene: HeatScene): void {
    const { dots, palette, ratio, ring } = scene
    const largest = dots.reduce((most, { quantityLossy }) => Math.max(most, quantityLossy), 0)
    const unit = 10 ** ring.options.priceDecimals
    for (const { at, side, price, quantityLossy } of dots) {
      const radius = Math.max(SMALLEST, LARGEST * Math.sqrt(quantityLossy / largest)) * ratio
      const [x, y] = [this.#x(scene, at), this.#y(scene, Number(price) * unit)]
      context.beginPath()
      context.arc(x, y, radius, 0, 2 * Math.PI)
      context.globalAlpha = 0.85
      context.fillStyle = side === 'buy' ? palette.up : palette.surface
      context.fill()
      context.globalAlpha = 1
      context.strokeStyle = side === 'buy' ? palette.surface : palette.down
      context.lineWidth = (side === 'buy' ? 1 : 1.5) * ratio
      context.stroke()
    }
  }
}
