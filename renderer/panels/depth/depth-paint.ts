import type { Frame } from '../../ui/canvas-surface.ts'
import { type DepthPoint, niceStep } from './depth-model.ts'

/** Room for the axes, CSS pixels. */
export const FOOT = 18
export const HEAD = 6
const GRID = 46

/** Pixels of one picture. */
export interface DepthScale {
  readonly x: (price: number) => number
  /** Of a cumulative size. */
  readonly y: (size: number) => number
  /** Where the curves stand on. */
  readonly base: number
}

export interface Curve {
  readonly points: readonly DepthPoint[]
  readonly side: 'bid' | 'ask'
  readonly tone: string
}

/** A staircase from the best price outwards; it ends where the known book ends. */
function trace(
  { context, width }: Frame,
  { points, side }: Curve,
  scale: DepthScale,
): { readonly from: number; readonly to: number } {
  const outside = side === 'bid' ? (x: number) => x < 0 : (x: number) => x > width
  const from = scale.x(Number(points[0]?.price ?? 0n))
  let to = from
  context.beginPath()
  context.moveTo(from, scale.base)
  let height = scale.base
  for (const point of points) {
    to = scale.x(Number(point.price))
    context.lineTo(to, height)
    height = scale.y(Number(point.cumulative))
    context.lineTo(to, height)
    if (outside(to)) break
  }
  return { from, to }
}

export function paintCurve(frame: Frame, curve: Curve, scale: DepthScale): void {
  if (curve.points.length === 0) return
  const { context } = frame
  const { to } = trace(frame, curve, scale)
  context.strokeStyle = curve.tone
  context.lineWidth = 1.5
  context.stroke()
  context.lineTo(to, scale.base)
  context.closePath()
  context.globalAlpha = 0.16
  context.fillStyle = curve.tone
  context.fill()
  context.globalAlpha = 1
}

/** What lies beyond the last known level is no book that is empty: it is hatched. */
export function paintUnknown({ context, palette }: Frame, from: number, to: number, base: number): void {
  if (to - from < 2) return
  context.save()
  context.beginPath()
  context.rect(from, 0, to - from, base)
  context.clip()
  context.strokeStyle = palette.line
  context.lineWidth = 1
  context.beginPath()
  for (let x = Math.floor((from - base) / 8) * 8; x < to; x += 8) {
    context.moveTo(x, base)
    context.lineTo(x + base, 0)
  }
  context.stroke()
  context.restore()
}

interface Axes {
  readonly scale: DepthScale
  readonly largest: number
  /** Text of a size at the scale of quantities. */
  readonly sizeText: (size: number) => string
  readonly marks: readonly { readonly x: number; readonly text: string }[]
}

/** Hairlines and their figures: sizes on the left, prices or basis points below. */
export function paintAxes({ context, palette, width }: Frame, { scale, largest, sizeText, marks }: Axes): void {
  context.font = `400 10px ${palette.mono}`
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  const step = niceStep(largest, Math.max(2, Math.floor((scale.base - HEAD) / GRID)))
  for (let size = step; size <= largest; size += step) {
    const y = Math.round(scale.y(size)) + 0.5
    context.fillStyle = palette.line
    context.fillRect(0, y - 0.5, width, 1)
    context.fillStyle = palette.label
    context.fillText(sizeText(size), 5, y - 7)
  }
  context.fillStyle = palette.line
  context.fillRect(0, scale.base, width, 1)
  context.fillStyle = palette.label
  context.textAlign = 'center'
  let free = 0
  for (const { x, text } of marks) {
    const half = context.measureText(text).width / 2
    if (x - half < free || x + half > width - 4) continue
    context.fillRect(x, scale.base, 1, 3)
    context.fillText(text, x, scale.base + FOOT / 2 + 1)
    free = x + half + 8
  }
}

/** Lines of figures in a box that stays inside the picture, beside `x`. */
export function paintReadout({ context, palette, width }: Frame, x: number, lines: readonly (readonly [string, string])[]): void {
  context.font = `400 10.5px ${palette.mono}`
  const wide = Math.max(...lines.map(([name, value]) => context.measureText(`${name}  ${value}`).width)) + 16
  const left = x + 12 + wide > width ? Math.max(2, x - 12 - wide) : x + 12
  const top = HEAD + 2
  context.fillStyle = palette.raised
  context.fillRect(left, top, wide, lines.length * 15 + 8)
  context.strokeStyle = palette.lineStrong
  context.lineWidth = 1
  context.strokeRect(left + 0.5, top + 0.5, wide - 1, lines.length * 15 + 7)
  lines.forEach(([name, value], index) => {
    const y = top + 12 + index * 15
    context.textAlign = 'left'
    context.fillStyle = palette.label
    context.fillText(name, left + 7, y)
    context.textAlign = 'right'
    context.fillStyle = palette.number
    context.fillText(value, left + wide - 7, y)
  })
}
