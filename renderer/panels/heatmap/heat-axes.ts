import { compactDecimal, formatDecimal, formatTime, type Zone } from '../../format/index.ts'
import type { Frame } from '../../ui/canvas-surface.ts'
import { niceTicks } from './heat-camera.ts'
import { type HeatWindow, shareOf } from './heat-raster.ts'

export const FOOT = 18

export interface Plot {
  /** CSS pixels of the picture. */
  readonly width: number
  readonly height: number
  readonly window: HeatWindow
  readonly priceDecimals: number
}

const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800].map((seconds) => seconds * 1_000)

export const unitsText = (units: number, decimals: number): string =>
  formatDecimal((units / 10 ** decimals).toFixed(decimals), decimals)

/** Prices on the right, times below; nothing lies over the picture. */
export function paintScales({ context, palette, width, height }: Frame, plot: Plot, zone: Zone): void {
  const { low, high, bucket, from, to } = plot.window
  context.fillStyle = palette.surface
  context.fillRect(plot.width, 0, width - plot.width, height)
  context.fillRect(0, plot.height, width, height - plot.height)
  context.fillStyle = palette.line
  context.fillRect(plot.width, 0, 1, plot.height)
  context.fillRect(0, plot.height, width, 1)
  context.font = `400 10px ${palette.mono}`
  context.textBaseline = 'middle'
  context.fillStyle = palette.label
  const rows = Math.max(2, Math.floor(plot.height / 34))
  const step = bucket * niceTicks((high - low) / bucket / rows)
  context.textAlign = 'left'
  for (let at = Math.ceil(low / step) * step; at < high; at += step) {
    const y = ((high - at) / (high - low)) * plot.height
    if (y < 7 || y > plot.height - 6) continue
    context.fillRect(plot.width, Math.round(y), 3, 1)
    context.fillText(unitsText(at, plot.priceDecimals), plot.width + 6, y)
  }
  const wanted = (to - from) / Math.max(1, Math.floor(plot.width / 90))
  const every = TIME_STEPS.find((each) => each >= wanted) ?? 3_600_000
  context.textAlign = 'center'
  for (let at = Math.ceil(from / every) * every; at < to; at += every) {
    const x = ((at - from) / (to - from)) * plot.width
    if (x < 26 || x > plot.width - 26) continue
    context.fillRect(Math.round(x), plot.height, 1, 3)
    context.fillText(formatTime(at, zone), x, plot.height + FOOT / 2 + 1)
  }
}

const LEGEND = 96

export interface Legend {
  readonly stops: readonly string[]
  /** The size at the end of the ramp, in units of the coin. */
  readonly most: number
  readonly coin: string
}

/** What the colours mean: sizes along the ramp, and the two kinds of circles. */
export function paintLegend({ context, palette }: Frame, plot: Plot, { stops, most, coin }: Legend): void {
  if (plot.width < 300 || plot.height < 120 || most <= 0) return
  const wide = LEGEND + 122
  context.globalAlpha = 0.88
  context.fillStyle = palette.surface
  context.fillRect(6, 6, wide, 30)
  context.globalAlpha = 1
  context.strokeStyle = palette.line
  context.lineWidth = 1
  context.strokeRect(6.5, 6.5, wide - 1, 29)
  const ramp = context.createLinearGradient(14, 0, 14 + LEGEND, 0)
  stops.forEach((colour, index) => {
    ramp.addColorStop(index / (stops.length - 1), colour)
  })
  context.fillStyle = ramp
  context.fillRect(14, 12, LEGEND, 7)
  context.strokeStyle = palette.lineStrong
  context.strokeRect(14.5, 12.5, LEGEND - 1, 6)
  context.font = `400 9px ${palette.mono}`
  context.fillStyle = palette.label
  context.textBaseline = 'middle'
  for (const size of [0, most / 4, most]) {
    const x = 14 + shareOf(size, most) * LEGEND
    context.textAlign = size === 0 ? 'left' : size === most ? 'right' : 'center'
    const text = size === 0 ? '0' : compactDecimal(size.toFixed(8), size >= 100 ? 0 : size >= 1 ? 1 : 3)
    context.fillText(size === most ? `≥${text}` : text, x, 27)
  }
  context.textAlign = 'left'
  context.font = `400 9px ${palette.sans}`
  const right = 14 + LEGEND + 10
  context.fillText(coin, right, 27)
  context.fillText('bought', right + 13, 15.5)
  context.fillText('sold', right + 70, 15.5)
  context.beginPath()
  context.arc(right + 5, 15.5, 3.5, 0, 2 * Math.PI)
  context.fillStyle = palette.up
  context.fill()
  context.beginPath()
  context.arc(right + 62, 15.5, 3.5, 0, 2 * Math.PI)
  context.strokeStyle = palette.down
  context.lineWidth = 1.5
  context.stroke()
}
