import { DAY } from '../../domain/index.ts'
import type { EquityCurve } from '../curve.ts'

export interface Mark {
  readonly time: number
  readonly value: number
  readonly side: 'buy' | 'sell'
}

export interface Plot {
  readonly title: string
  /** Says what a value is, for the axis. */
  readonly format: (value: number) => string
  readonly curve: EquityCurve
  readonly marks?: readonly Mark[]
  /** Fills the area between the curve and its zero at the top. */
  readonly hanging?: boolean
}

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [960, 220, 76, 22, 8]
const LINES = 4

/** The smallest of 1, 2, 2.5, 5 times a power of ten that cuts the span into at most `LINES` parts. */
function stepOf(span: number): number {
  const power = 10 ** Math.floor(Math.log10(span / LINES))
  return power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power * LINES >= span) ?? 10)
}

const date = (time: number): string => new Date(time).toISOString().slice(0, 10)
const minute = (time: number): string => new Date(time).toISOString().slice(5, 16).replace('T', ' ')
const n = (value: number): string => value.toFixed(1)

/** One chart as inline SVG with a grid, its labels and a description for those who do not see it. */
export function plotSvg({ title, format, curve, marks = [], hanging = false }: Plot): string {
  const { times, equity } = curve
  const [first, last] = [times[0] ?? 0, times.at(-1) ?? 1]
  const values = [...equity, ...marks.map(({ value }) => value)]
  const lowest = values.reduce((a, b) => Math.min(a, b), Infinity)
  const highest = values.reduce((a, b) => Math.max(a, b), -Infinity)
  const spread = highest - lowest || Math.abs(highest) || 1
  const [bottom, top] = hanging ? [Math.min(lowest, 0), highest || spread] : [lowest - spread * 0.03, highest + spread * 0.03]
  const x = (time: number): number => LEFT + ((time - first) / (last - first || 1)) * (WIDTH - LEFT - 4)
  const y = (value: number): number => {
    const share = (value - bottom) / (top - bottom)
    return TOP + (hanging ? share : 1 - share) * (HEIGHT - TOP - BOTTOM)
  }
  const step = stepOf(top - bottom)
  const lines: string[] = []
  for (let value = Math.ceil(bottom / step) * step; value <= top; value += step)
    lines.push(
      `<line class="grid" x1="${n(LEFT)}" x2="${n(WIDTH)}" y1="${n(y(value))}" y2="${n(y(value))}"/>` +
        `<text x="${n(LEFT - 6)}" y="${n(y(value) + 4)}" text-anchor="end">${format(value)}</text>`,
    )
  const label = last - first < LINES * DAY ? minute : date
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const anchor = share === 0 ? 'start' : share === 1 ? 'end' : 'middle'
    return `<text x="${n(x(first + share * (last - first)))}" y="${n(HEIGHT - 6)}" text-anchor="${anchor}">${label(first + share * (last - first))}</text>`
  })
  const path = Array.from(times, (time, index) => `${n(x(time))},${n(y(equity[index] ?? 0))}`).join(' ')
  const area = hanging ? `<polygon class="area" points="${n(x(first))},${n(y(0))} ${path} ${n(x(last))},${n(y(0))}"/>` : ''
  // A rise points up and a fall points down, so that colour is not the only sign.
  const arrows = marks.map(({ time, value, side }) => {
    const [px, py, way] = [x(time), y(value), side === 'buy' ? 1 : -1]
    return `<polygon class="${side}" points="${n(px)},${n(py)} ${n(px - 4)},${n(py + 7 * way)} ${n(px + 4)},${n(py + 7 * way)}"/>`
  })
  return [
    `<figure><figcaption>${title}</figcaption>`,
    `<svg viewBox="0 0 ${String(WIDTH)} ${String(HEIGHT)}" role="img" aria-label="${title}, ${date(first)} to ${date(last)}, from ${format(equity[0] ?? 0)} to ${format(equity.at(-1) ?? 0)}">`,
    ...lines,
    ...ticks,
    area,
    `<polyline points="${path}"/>`,
    ...arrows,
    '</svg></figure>',
  ].join('\n')
}
