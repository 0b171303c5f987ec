import { type ReactNode, useMemo } from 'react'
import type { Frame } from '../../ui/index.ts'
import { Plot, type Place } from './plot.tsx'
import type { FoundStrategy } from './report.ts'
import { clear, drawGrid, scaleOf } from './scale.ts'

const MARGINS = { left: 44, right: 10, top: 8, bottom: 20 }
const NEAR = 12

interface Dot {
  readonly found: FoundStrategy
  readonly drawdown: number
  readonly sharpe: number
}

const dotsOf = (population: readonly FoundStrategy[]): readonly Dot[] =>
  population.flatMap((found) => {
    const { sharpe, maxDrawdown } = found.validation
    return typeof sharpe === 'number' && typeof maxDrawdown === 'number' ? [{ found, sharpe, drawdown: maxDrawdown }] : []
  })

const scalesOf = (dots: readonly Dot[], width: number, height: number) => ({
  x: scaleOf(
    dots.map(({ drawdown }) => drawdown),
    MARGINS.left,
    width - MARGINS.right,
  ),
  y: scaleOf(
    dots.map(({ sharpe }) => sharpe),
    height - MARGINS.bottom,
    MARGINS.top,
  ),
})

interface PopulationPlotProps {
  readonly population: readonly FoundStrategy[]
  readonly chosen: string | undefined
  readonly onChoose: (id: string) => void
}

/** Every strategy that was alive at the end: Sharpe ratio over drawdown, on validation, which selection saw once. */
export function PopulationPlot({ population, chosen, onChoose }: PopulationPlotProps): ReactNode {
  const dots = useMemo(() => dotsOf(population), [population])
  const paint = useMemo(
    () => (frame: Frame) => {
      clear(frame)
      const { context, width, height, palette } = frame
      if (dots.length === 0) return
      const { x, y } = scalesOf(dots, width, height)
      drawGrid(frame, { x, y, margins: MARGINS, xText: (v) => `${(v * 100).toFixed(0)}%`, yText: (v) => v.toFixed(1) })
      context.textAlign = 'left'
      context.fillStyle = palette.label
      context.fillText('Sharpe', MARGINS.left + 4, MARGINS.top + 6)
      context.textAlign = 'right'
      context.fillText('drawdown →', width - MARGINS.right - 2, height - MARGINS.bottom - 7)
      for (const { found, drawdown, sharpe } of dots) {
        const [px, py] = [x.at(drawdown), y.at(sharpe)]
        context.beginPath()
        if (found.rank === null) {
          context.strokeStyle = palette.label
          context.arc(px, py, 2, 0, Math.PI * 2)
          context.stroke()
        } else if (found.promoted) {
          context.fillStyle = palette.up
          context.moveTo(px, py - 6)
          context.lineTo(px + 6, py)
          context.lineTo(px, py + 6)
          context.lineTo(px - 6, py)
          context.fill()
        } else {
          context.fillStyle = palette.accent
          context.arc(px, py, 4, 0, Math.PI * 2)
          context.fill()
        }
        if (found.id !== chosen) continue
        context.strokeStyle = palette.number
        context.strokeRect(px - 8.5, py - 8.5, 17, 17)
      }
    },
    [dots, chosen],
  )
  const pick = ({ x: px, y: py, width, height }: Place): void => {
    const { x, y } = scalesOf(dots, width, height)
    const nearest = dots
      .map((dot) => ({ dot, far: Math.hypot(x.at(dot.drawdown) - px, y.at(dot.sharpe) - py) }))
      .sort((a, b) => a.far - b.far)[0]
    if (nearest !== undefined && nearest.far <= NEAR) onChoose(nearest.dot.found.id)
  }
  const survived = population.filter(({ rank }) => rank !== null).length
  return (
    <Plot
      label="Population: Sharpe ratio over drawdown, validation window"
      summary={`${String(population.length)} strategies, ${String(survived)} survived; the table below lists them`}
      height={190}
      paint={paint}
      onPick={pick}
      testId="research-population"
    />
  )
}
