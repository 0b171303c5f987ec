import type { Frame } from '../../ui/canvas-surface.ts'
import type { Spot } from '../book/index.ts'
import { FOOT, type Plot } from './heat-axes.ts'

interface Crosshair {
  readonly spot: Spot
  readonly price: string
  readonly lines: readonly (readonly [string, string])[]
}

const LINE = 14

/** Lines through the pointer, the price on its axis, and what was recorded there in a box that keeps clear of it. */
export function paintCrosshair({ context, palette, width }: Frame, plot: Plot, { spot, price, lines }: Crosshair): void {
  context.fillStyle = palette.number
  context.globalAlpha = 0.55
  context.fillRect(Math.round(spot.x), 0, 1, plot.height)
  context.fillRect(0, Math.round(spot.y), plot.width, 1)
  context.globalAlpha = 1
  context.textBaseline = 'middle'
  context.font = `600 10px ${palette.mono}`
  const y = Math.min(plot.height - 8, Math.max(8, spot.y))
  context.fillStyle = palette.accent
  context.fillRect(plot.width + 1, y - 8, width - plot.width - 1, 16)
  context.fillStyle = palette.surface
  context.textAlign = 'left'
  context.fillText(price, plot.width + 6, y + 0.5)
  context.font = `400 10.5px ${palette.mono}`
  const wide = Math.max(...lines.map(([name, value]) => context.measureText(`${name}  ${value}`).width)) + 14
  const tall = lines.length * LINE + 8
  const left = spot.x + 14 + wide > plot.width ? Math.max(2, spot.x - 14 - wide) : spot.x + 14
  const top = Math.min(Math.max(2, spot.y + 14), plot.height + FOOT - tall - 2)
  context.fillStyle = palette.raised
  context.fillRect(left, top, wide, tall)
  context.strokeStyle = palette.lineStrong
  context.lineWidth = 1
  context.strokeRect(left + 0.5, top + 0.5, wide - 1, tall - 1)
  lines.forEach(([name, value], index) => {
    const line = top + 4 + LINE * (index + 0.5)
    context.textAlign = 'left'
    context.fillStyle = palette.label
    context.fillText(name, left + 6, line)
    context.textAlign = 'right'
    context.fillStyle = palette.number
    context.fillText(value, left + wide - 6, line)
  })
}
