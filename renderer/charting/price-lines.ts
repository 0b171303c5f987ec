import { type IPriceLine, type ISeriesApi, LineStyle } from 'lightweight-charts'
import type { Palette } from '../ui/canvas-surface.ts'
import type { DragTarget } from './line-drag.ts'

export interface ChartLine {
  /** Stable: a line with the same id is moved, not made again. */
  readonly id: string
  readonly price: number
  readonly title: string
  readonly tone: 'up' | 'down' | 'accent' | 'label' | 'warn'
  readonly style: 'solid' | 'dashed' | 'dotted'
  readonly draggable: boolean
}

const STYLES = { solid: LineStyle.Solid, dashed: LineStyle.Dashed, dotted: LineStyle.Dotted } as const

/** Pixels from a line at which it is meant. */
const REACH = 6

const isSame = (a: ChartLine, b: ChartLine): boolean =>
  a.price === b.price && a.title === b.title && a.tone === b.tone && a.style === b.style && a.draggable === b.draggable

/** Horizontal lines at prices, some of which may be dragged. */
export class PriceLines {
  readonly #series: ISeriesApi<'Candlestick'>
  readonly #lines = new Map<string, { readonly handle: IPriceLine; line: ChartLine }>()
  #palette: Palette
  #dragging: string | undefined

  constructor(series: ISeriesApi<'Candlestick'>, palette: Palette) {
    this.#series = series
    this.#palette = palette
  }

  /** Positions tick with every price; only lines that differ make the chart paint. */
  set(lines: readonly ChartLine[], restyled = false): void {
    const wanted = new Set(lines.map(({ id }) => id))
    for (const [id, { handle }] of this.#lines) {
      if (wanted.has(id)) continue
      this.#series.removePriceLine(handle)
      this.#lines.delete(id)
    }
    for (const line of lines) {
      if (line.id === this.#dragging) continue
      const options = {
        price: line.price,
        title: line.title,
        color: this.#palette[line.tone],
        lineStyle: STYLES[line.style],
        lineWidth: 1 as const,
        axisLabelVisible: true,
      }
      const known = this.#lines.get(line.id)
      if (known === undefined) this.#lines.set(line.id, { handle: this.#series.createPriceLine(options), line })
      else if (restyled || !isSame(known.line, line)) {
        known.handle.applyOptions(options)
        known.line = line
      }
    }
  }

  restyle(palette: Palette): void {
    this.#palette = palette
    this.set(
      [...this.#lines.values()].map(({ line }) => line),
      true,
    )
  }

  /** The lines that lie at a height, nearest first. */
  near(y: number): readonly string[] {
    return this.#places()
      .map(({ id, y: lies }) => ({ id, apart: Math.abs(lies - y) }))
      .filter(({ apart }) => apart <= REACH)
      .sort((a, b) => a.apart - b.apart)
      .map(({ id }) => id)
  }

  draggable(): readonly DragTarget[] {
    return this.#places().filter(({ id }) => this.#lines.get(id)?.line.draggable === true)
  }

  startDrag(id: string): void {
    this.#dragging = id
  }

  drag(id: string, y: number): void {
    const price = this.#series.coordinateToPrice(y)
    if (price !== null) this.#lines.get(id)?.handle.applyOptions({ price })
  }

  /** The price at which a line was let go; undefined where it was put back. */
  drop(id: string, y: number): number | undefined {
    this.#dragging = undefined
    const held = this.#lines.get(id)
    const price = this.#series.coordinateToPrice(y)
    const before = held === undefined ? null : this.#series.priceToCoordinate(held.line.price)
    if (held !== undefined && price !== null && before !== null && Math.abs(before - y) > 1) {
      // Remembered where it was dropped, so that a refusal puts it back.
      held.line = { ...held.line, price }
      return price
    }
    held?.handle.applyOptions({ price: held.line.price })
    return undefined
  }

  #places(): readonly DragTarget[] {
    return [...this.#lines].flatMap(([id, { line }]) => {
      const y = this.#series.priceToCoordinate(line.price)
      return y === null ? [] : [{ id, y }]
    })
  }
}
