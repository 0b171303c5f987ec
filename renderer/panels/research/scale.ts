import type { Frame } from '../../ui/index.ts'

/** Values to pixels, along one side of a picture. */
export interface Scale {
  readonly low: number
  readonly high: number
  at(value: number): number
}

export function scaleOf(values: readonly number[], from: number, to: number): Scale {
  const low = Math.min(...values)
  const high = Math.max(...values)
  const span = high - low || Math.abs(high) || 1
  const [bottom, top] = [low - span * 0.05, high + span * 0.05]
  return { low: bottom, high: top, at: (value) => from + ((value - bottom) / (top - bottom)) * (to - from) }
}

/** Round values between the ends, about `count` of them. */
export function ticksOf({ low, high }: Pick<Scale, 'low' | 'high'>, count = 4): readonly number[] {
  const raw = (high - low) / count
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= raw) ?? 10)
  const first = Math.ceil(low / step)
  return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, index) => (first + index) * step)
}

/** An empty picture in the surface's own colour, with small labels to come. */
export function clear({ context, width, height, palette }: Frame): void {
  context.fillStyle = palette.surface
  context.fillRect(0, 0, width, height)
  context.font = `10px ${palette.mono}`
  context.textBaseline = 'middle'
  context.lineWidth = 1
}

export interface Margins {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

interface Grid {
  readonly x: Scale
  readonly y: Scale
  readonly margins: Margins
  readonly xText: (value: number) => string
  readonly yText: (value: number) => string
}

/** Hairlines and their values, left and below. */
export function drawGrid({ context, width, height, palette }: Frame, { x, y, margins, xText, yText }: Grid): void {
  const { left, right, top, bottom } = margins
  context.strokeStyle = palette.line
  context.fillStyle = palette.label
  context.textAlign = 'right'
  for (const value of ticksOf(y)) {
    const at = Math.round(y.at(value)) + 0.5
    context.beginPath()
    context.moveTo(left, at)
    context.lineTo(width - right, at)
    context.stroke()
    context.fillText(yText(value), left - 5, at)
  }
  context.textAlign = 'center'
  for (const value of ticksOf(x)) {
    const at = Math.round(x.at(value)) + 0.5
    context.beginPath()
    context.moveTo(at, top)
    context.lineTo(at, height - bottom)
    context.stroke()
    context.fillText(xText(value), at, height - bottom + 9)
  }
}
