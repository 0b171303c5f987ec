import type { SeriesMarker, Time } from 'lightweight-charts'
import type { Palette } from '../ui/canvas-surface.ts'
import { at } from './price-series.ts'

export interface ChartMark {
  /** Seconds, on a bar's open time. */
  readonly time: number
  readonly kind: 'signal-buy' | 'signal-sell' | 'fill-buy' | 'fill-sell'
  readonly text: string
  readonly faded: boolean
}

/** Buys under the bar, sells over it; signals are arrows, fills dots. */
export function markerOf(mark: ChartMark, palette: Palette): SeriesMarker<Time> {
  const buy = mark.kind.endsWith('buy')
  const fill = mark.kind.startsWith('fill')
  const color = mark.faded ? palette.label : buy ? palette.up : palette.down
  return {
    time: at(mark.time),
    position: buy ? 'belowBar' : 'aboveBar',
    shape: fill ? 'circle' : buy ? 'arrowUp' : 'arrowDown',
    color,
    size: fill ? 0.7 : 1,
    text: mark.text,
  }
}
