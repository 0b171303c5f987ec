import type {
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesPrimitive,
  Logical,
  SeriesAttachedParameter,
} from 'lightweight-charts'
import type { Palette } from '../ui/canvas-surface.ts'
import type { Bar } from './bars.ts'
import { withAlpha } from './chart-style.ts'

/** A stretch of time behind the candles: data that is missing, was fetched later, or no longer comes. */
export interface ChartBand {
  readonly id: string
  /** Seconds. */
  readonly from: number
  readonly to: number
  readonly kind: 'open' | 'repaired' | 'stale'
  readonly text: string
}

type Target = Parameters<IPrimitivePaneRenderer['draw']>[0]

/** Pixels between the lines of a hatch, and of the strip that shows even a stretch without a bar. */
const HATCH = 7
const STRIP = 3
const LEAST_WIDTH = 3

/** First and last bar of a band; the last comes before the first where no bar lies inside. */
export function barsWithin(bars: readonly Bar[], seconds: number, band: Pick<ChartBand, 'from' | 'to'>): [number, number] {
  const until = (time: number): number => {
    let low = 0
    let high = bars.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((bars[middle]?.time ?? 0) < time) low = middle + 1
      else high = middle
    }
    return low
  }
  // A moment on the edge of a bar belongs to the bar that it opens.
  return [until(band.from - seconds + 0.001), until(Math.max(band.to, band.from + 0.001)) - 1]
}

/** Bands behind a series: open ones hatched in the colour of warning, repaired ones faint, stale ones hatched the other way. */
export class GapBands implements ISeriesPrimitive {
  readonly #bars: () => readonly Bar[]
  readonly #palette: () => Palette
  readonly #views: readonly IPrimitivePaneView[]
  #bands: readonly ChartBand[] = []
  #seconds = 60
  #attached: SeriesAttachedParameter | undefined

  constructor(bars: () => readonly Bar[], palette: () => Palette) {
    this.#bars = bars
    this.#palette = palette
    const renderer: IPrimitivePaneRenderer = {
      draw: (target) => {
        this.#draw(target)
      },
    }
    this.#views = [{ zOrder: () => 'bottom', renderer: () => renderer }]
  }

  attached(parameters: SeriesAttachedParameter): void {
    this.#attached = parameters
  }

  detached(): void {
    this.#attached = undefined
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.#views
  }

  /** `seconds`: the length of a bar. */
  set(bands: readonly ChartBand[], seconds: number): void {
    this.#bands = bands
    this.#seconds = seconds
    this.#attached?.requestUpdate()
  }

  /** The bands at a place on the time axis, in bars. */
  at(logical: number): readonly ChartBand[] {
    const bars = this.#bars()
    return this.#bands.filter((band) => {
      const [first, last] = barsWithin(bars, this.#seconds, band)
      return last < first ? Math.abs(logical - (last + 0.5)) <= 0.5 : logical >= first - 0.5 && logical <= last + 0.5
    })
  }

  #draw(target: Target): void {
    const attached = this.#attached
    const bars = this.#bars()
    if (attached === undefined || bars.length === 0 || this.#bands.length === 0) return
    const scale = attached.chart.timeScale()
    const palette = this.#palette()
    const half = scale.options().barSpacing / 2
    target.useMediaCoordinateSpace(({ context, mediaSize: { width, height } }) => {
      for (const band of this.#bands) {
        const [first, last] = barsWithin(bars, this.#seconds, band)
        // Older than what is loaded.
        if (last < 0) continue
        // Only whole places on the axis have a coordinate.
        const [head, tail] = [Math.min(first, last), last].map((index) => scale.logicalToCoordinate(index as Logical))
        if (head === null || head === undefined || tail === null || tail === undefined) continue
        const right = tail + half
        const wide = last < first ? LEAST_WIDTH : Math.max(LEAST_WIDTH, right - head + half)
        const x = last < first ? right - LEAST_WIDTH / 2 : right - wide
        if (x > width || x + wide < 0) continue
        paint(context, { band, palette, x, wide, height })
      }
    })
  }
}

interface Place {
  readonly band: ChartBand
  readonly palette: Palette
  readonly x: number
  readonly wide: number
  readonly height: number
}

function paint(context: CanvasRenderingContext2D, { band, palette, x, wide, height }: Place): void {
  const { kind } = band
  const colour = kind === 'open' ? palette.warn : palette.label
  context.save()
  context.beginPath()
  context.rect(x, 0, wide, height)
  context.clip()
  context.fillStyle = withAlpha(colour, kind === 'open' ? 13 : 8)
  context.fillRect(x, 0, wide, height)
  if (kind !== 'repaired') {
    context.strokeStyle = withAlpha(colour, 34)
    context.lineWidth = 1
    context.beginPath()
    const lean = kind === 'open' ? height : -height
    for (let at = Math.floor((x - height) / HATCH) * HATCH; at < x + wide + height; at += HATCH) {
      context.moveTo(at, height)
      context.lineTo(at + lean, 0)
    }
    context.stroke()
  }
  context.fillStyle = withAlpha(colour, kind === 'open' ? 90 : 45)
  context.fillRect(x, kind === 'open' ? 0 : height - STRIP, wide, STRIP)
  context.restore()
}
