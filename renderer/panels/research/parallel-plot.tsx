import { type ReactNode, useMemo } from 'react'
import type { Frame, Palette } from '../../ui/index.ts'
import { backToFront, paramsText, placeOn, scoreAxis } from './parallel.ts'
import { Plot } from './plot.tsx'
import type { Axis, OptimiseFigures } from './report.ts'
import { clear } from './scale.ts'

const [TOP, BOTTOM, SIDE] = [24, 10, 46]

const ends = ({ choices, min, max }: Axis): readonly [string, string] =>
  choices === undefined
    ? ([min, max].map((value) => String(Number(value.toPrecision(4)))) as unknown as readonly [string, string])
    : [choices[0] ?? '', choices.at(-1) ?? '']

/** Better trials are brighter, heavier and on top. */
function strokeOf(
  palette: Palette,
  part: number | null,
): { readonly color: string; readonly alpha: number; readonly width: number } {
  if (part === null) return { color: palette.label, alpha: 0.18, width: 1 }
  return { color: palette.accent, alpha: 0.12 + 0.6 * part * part, width: 0.8 + part }
}

interface ParallelProps {
  readonly figures: OptimiseFigures
  readonly chosen: number | undefined
}

/** Every trial a line across its parameters to its score. */
export function ParallelPlot({ figures, chosen }: ParallelProps): ReactNode {
  const paint = useMemo(
    () => (frame: Frame) => {
      clear(frame)
      const { context, width, height, palette } = frame
      const last = scoreAxis(figures)
      const axes = last === undefined ? figures.axes : [...figures.axes, last]
      const x = (index: number): number => (axes.length < 2 ? width / 2 : SIDE + (index * (width - SIDE * 2)) / (axes.length - 1))
      const y = (place: number): number => height - BOTTOM - place * (height - TOP - BOTTOM)
      context.textAlign = 'center'
      axes.forEach((axis, index) => {
        context.strokeStyle = palette.lineStrong
        context.beginPath()
        context.moveTo(x(index), TOP)
        context.lineTo(x(index), height - BOTTOM)
        context.stroke()
        context.fillStyle = palette.number
        context.fillText(axis.name, x(index), 8)
        const [low, high] = ends(axis)
        context.fillStyle = palette.label
        context.textAlign = index === 0 ? 'right' : 'left'
        context.fillText(high, x(index) + (index === 0 ? -5 : 5), TOP)
        context.fillText(low, x(index) + (index === 0 ? -5 : 5), height - BOTTOM)
        context.textAlign = 'center'
      })
      const line = ({ params, score }: OptimiseFigures['trials'][number]): void => {
        context.beginPath()
        figures.axes.forEach((axis, index) => {
          context.lineTo(x(index), y(placeOn(axis, params[axis.name])))
        })
        if (last !== undefined && score !== null) context.lineTo(x(axes.length - 1), y(placeOn(last, score)))
        context.stroke()
      }
      for (const trial of backToFront(figures.trials)) {
        const part = trial.score === null || last === undefined ? null : placeOn(last, trial.score)
        const { color, alpha, width: wide } = strokeOf(palette, part)
        context.strokeStyle = color
        context.globalAlpha = alpha
        context.lineWidth = wide
        line(trial)
      }
      context.globalAlpha = 1
      const marked = figures.trials.find(({ trial }) => trial === (chosen ?? figures.winner?.trial))
      if (marked === undefined) return
      context.strokeStyle = palette.number
      context.lineWidth = 2
      line(marked)
    },
    [figures, chosen],
  )
  const { winner } = figures
  return (
    <Plot
      label={`Trials across ${figures.axes.map(({ name }) => name).join(', ')} to ${figures.objective}`}
      summary={
        winner === undefined
          ? 'No trial has a score'
          : `The best: ${paramsText(winner.params)}, ${figures.objective} ${String(winner.score)}`
      }
      height={190}
      paint={paint}
    />
  )
}
