import type { OrderRow } from '../../../core/contract/index.ts'
import { formatMoney, formatPrice, formatQuantity, midPrice, type Price, price } from '../../../core/domain/index.ts'
import { compactDecimal, formatDecimal, decimalsOfText } from '../../format/index.ts'
import type { InstrumentView } from '../../stores/index.ts'
import { CanvasSurface, type Frame } from '../../ui/canvas-surface.ts'
import { type BookLevels, listen, type OwnOrder, ownOrders, type Spot, spotOf } from '../book/index.ts'
import { type DepthPoint, depthCurve, niceStep, pointAt, reached, zoomed } from './depth-model.ts'
import { type DepthScale, FOOT, HEAD, paintAxes, paintCurve, paintReadout, paintUnknown } from './depth-paint.ts'

export interface DepthSettings {
  readonly axis: 'bp' | 'price'
  /** Half-width of the view, basis points of the mid; undefined shows all that is known. */
  readonly reach: number | undefined
}

interface Curves {
  readonly mid: Price
  readonly bids: readonly DepthPoint[]
  readonly asks: readonly DepthPoint[]
}

interface DepthViewOptions {
  readonly host: HTMLElement
  readonly instrument: InstrumentView
  readonly onReach: (reach: number) => void
  readonly onReadout: (text: string) => void
}

const SCALE = 1e12
const WHEEL = 1.2

/** What could be bought and sold around the middle of the market, as two curves on a canvas. */
export class DepthView {
  readonly #options: DepthViewOptions
  readonly #surface: CanvasSurface
  readonly #stop: () => void
  #settings: DepthSettings = { axis: 'bp', reach: undefined }
  #curves: Curves | undefined
  #orders: readonly OwnOrder[] = []
  #pointer: Spot | undefined
  /** Moved by keys: a distance from the middle in basis points. */
  #cursor: number | undefined

  constructor(options: DepthViewOptions) {
    this.#options = options
    this.#surface = new CanvasSurface(options.host, (frame) => {
      this.#paint(frame)
    })
    this.#stop = this.#listen(options.host)
  }

  configure(settings: DepthSettings): void {
    this.#settings = settings
    this.#surface.invalidate()
  }

  setBook(levels: BookLevels | undefined): void {
    const [bid, ask] = [levels?.bids[0], levels?.asks[0]]
    this.#curves =
      levels === undefined || bid === undefined || ask === undefined
        ? undefined
        : { mid: midPrice(bid.price, ask.price), bids: depthCurve(levels.bids), asks: depthCurve(levels.asks) }
    this.#surface.invalidate()
  }

  setOrders(orders: readonly OrderRow[]): void {
    this.#orders = ownOrders(orders, new Map(), this.#options.instrument.id)
    this.#surface.invalidate()
  }

  zoom(factor: number): void {
    if (this.#curves !== undefined) this.#options.onReach(zoomed(this.#reach(this.#curves), factor))
  }

  restyle(): void {
    this.#surface.restyle()
  }

  dispose(): void {
    this.#stop()
    this.#surface.dispose()
  }

  #listen(host: HTMLElement): () => void {
    const redraw = (): void => {
      this.#surface.invalidate()
    }
    return listen(host, {
      pointermove: (event) => {
        this.#pointer = spotOf(host, event)
        this.#cursor = undefined
        redraw()
      },
      pointerleave: () => {
        this.#pointer = undefined
        redraw()
      },
      wheel: (event) => {
        event.preventDefault()
        this.zoom(event.deltaY > 0 ? WHEEL : 1 / WHEEL)
      },
      keydown: (event) => {
        if (!this.#key(event.key)) return
        event.preventDefault()
        event.stopPropagation()
        redraw()
      },
      blur: () => {
        this.#cursor = undefined
        redraw()
      },
    })
  }

  #key(key: string): boolean {
    const curves = this.#curves
    if (curves === undefined) return false
    const step = this.#reach(curves) / 40
    if (key === 'ArrowLeft') this.#cursor = (this.#cursor ?? 0) - step
    else if (key === 'ArrowRight') this.#cursor = (this.#cursor ?? 0) + step
    else if (key === '+' || key === '=') this.zoom(1 / WHEEL)
    else if (key === '-') this.zoom(WHEEL)
    else if (key === 'Escape') this.#cursor = undefined
    else return false
    return true
  }

  #away = ({ mid }: Curves, at: number): number => (at / Number(mid) - 1) * 10_000

  #reach(curves: Curves): number {
    if (this.#settings.reach !== undefined) return this.#settings.reach
    const ends = [curves.bids.at(-1), curves.asks.at(-1)].map((point) =>
      Math.abs(this.#away(curves, Number(point?.price ?? curves.mid))),
    )
    return zoomed(Math.max(...ends), 1)
  }

  #paint(frame: Frame): void {
    const curves = this.#curves
    if (curves === undefined) return
    const { context, width, height, palette } = frame
    const reach = this.#reach(curves)
    const mid = Number(curves.mid)
    const base = height - FOOT
    const from = mid * (1 - reach / 10_000)
    const largest = Math.max(
      1,
      ...[curves.bids, curves.asks].map((points, index) => {
        const edge = BigInt(Math.round(index === 0 ? from : 2 * mid - from)) as Price
        const count = reached(points, edge, index === 0 ? 'bid' : 'ask')
        // The step at the edge still shows in part.
        return Number(points[Math.min(points.length - 1, count)]?.cumulative ?? 0n)
      }),
    )
    const scale: DepthScale = {
      x: (at) => ((at - from) / (2 * (mid - from))) * width,
      y: (size) => base - (size / largest) * (base - HEAD) * 0.94,
      base,
    }
    const ends = [curves.bids.at(-1), curves.asks.at(-1)].map((point) => scale.x(Number(point?.price ?? curves.mid)))
    paintUnknown(frame, 0, Math.min(width, ends[0] ?? 0), base)
    paintUnknown(frame, Math.max(0, ends[1] ?? width), width, base)
    const sizeText = (size: number): string => compactDecimal((size / SCALE).toFixed(8), this.#coarse(largest))
    paintAxes(frame, { scale, largest, sizeText, marks: this.#marks(curves, reach, scale, width) })
    context.fillStyle = palette.lineStrong
    context.fillRect(Math.round(scale.x(mid)), HEAD, 1, base - HEAD)
    paintCurve(frame, { points: curves.bids, side: 'bid', tone: palette.up }, scale)
    paintCurve(frame, { points: curves.asks, side: 'ask', tone: palette.down }, scale)
    this.#own(frame, scale)
    this.#readout(frame, curves, scale, reach)
  }

  /** Decimals that tell grid lines of this size apart. */
  #coarse(largest: number): number {
    const step = niceStep(largest / SCALE, 4)
    return Math.min(8, Math.max(0, -Math.floor(Math.log10(step))))
  }

  #marks(
    curves: Curves,
    reach: number,
    scale: DepthScale,
    width: number,
  ): readonly { readonly x: number; readonly text: string }[] {
    const count = Math.max(2, Math.floor(width / 90))
    const mid = Number(curves.mid)
    const { tickSize, priceDecimals } = this.#options.instrument
    if (this.#settings.axis === 'bp') {
      const step = niceStep(2 * reach, count)
      const digits = Math.max(0, -Math.floor(Math.log10(step)))
      const first = Math.ceil(-reach / step)
      return Array.from({ length: Math.floor((2 * reach) / step) + 1 }, (_, index) => {
        const away = (first + index) * step
        return { x: scale.x(mid * (1 + away / 10_000)), text: `${away > 0 ? '+' : ''}${away.toFixed(digits)}` }
      })
    }
    const step = Math.max(Number(price(tickSize)), niceStep((2 * mid * reach) / 10_000, count))
    const least = mid * (1 - reach / 10_000)
    const first = Math.ceil(least / step)
    return Array.from({ length: Math.floor((2 * (mid - least)) / step) + 1 }, (_, index) => {
      const at = (first + index) * step
      return { x: scale.x(at), text: formatDecimal((at / SCALE).toFixed(priceDecimals), priceDecimals) }
    })
  }

  /** Own orders: a tick at the price and the letter of the side. */
  #own({ context, palette, width }: Frame, { x: at, base }: DepthScale): void {
    context.font = `600 9px ${palette.mono}`
    context.textAlign = 'center'
    for (const { side, price: where } of this.#orders) {
      const x = at(Number(where))
      if (x < 0 || x > width) continue
      context.fillStyle = side === 'buy' ? palette.up : palette.down
      context.fillRect(Math.round(x) - 1, base - 12, 2, 12)
      context.fillText(side === 'buy' ? 'B' : 'S', x, base - 18)
    }
  }

  #readout(frame: Frame, curves: Curves, scale: DepthScale, reach: number): void {
    const { context, palette, width } = frame
    const mid = Number(curves.mid)
    const x = this.#cursor === undefined ? this.#pointer?.x : scale.x(mid * (1 + this.#cursor / 10_000))
    if (x === undefined) return
    const at = mid * (1 + ((x / width) * 2 - 1) * (reach / 10_000))
    const side = at < mid ? 'bid' : 'ask'
    const point = pointAt(side === 'bid' ? curves.bids : curves.asks, BigInt(Math.round(at)) as Price, side)
    context.fillStyle = palette.label
    context.fillRect(Math.round(x), HEAD, 1, scale.base - HEAD)
    if (point === undefined) return
    const { base: coin, quote, priceDecimals } = this.#options.instrument
    const y = scale.y(Number(point.cumulative))
    context.fillStyle = side === 'bid' ? palette.up : palette.down
    context.beginPath()
    context.arc(scale.x(Number(point.price)), y, 3.5, 0, 2 * Math.PI)
    context.fill()
    const cost = formatMoney(point.cost)
    const away = this.#away(curves, Number(point.price))
    const lines = [
      [side === 'bid' ? 'Sell down to' : 'Buy up to', formatDecimal(formatPrice(point.price), priceDecimals)],
      ['From mid', `${away > 0 ? '+' : ''}${away.toFixed(2)} bp`],
      [`Size, ${coin}`, formatQuantity(point.cumulative)],
      [`${side === 'bid' ? 'Worth' : 'Cost'}, ${quote}`, formatDecimal(cost, Math.max(2, decimalsOfText(cost)))],
    ] as const
    const text = lines.map(([name, value]) => `${name} ${value}`).join('; ')
    this.#options.host.dataset['readout'] = text
    // Said aloud only where a key asked for it: the book under a resting pointer changes all the time.
    if (this.#cursor !== undefined) this.#options.onReadout(text)
    paintReadout(frame, x, lines)
  }
}
