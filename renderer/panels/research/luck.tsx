import { type ReactNode, useMemo } from 'react'
import type { BacktestAnalysis, SpreadRow } from '../../../core/contract/index.ts'
import { formatShare } from '../../format/index.ts'
import { type Frame, PanelMessage } from '../../ui/index.ts'
import { FigureList } from './figure-list.tsx'
import { Plot } from './plot.tsx'
import { clear, drawGrid, scaleOf } from './scale.ts'

type MonteCarlo = NonNullable<BacktestAnalysis['monteCarlo']>

const MARGINS = { left: 58, right: 8, top: 8, bottom: 18 }
const amount = (value: number): string => Math.round(value).toLocaleString('en-US')

/** Where equity would have been with other luck: half of the runs in the dark band, nine of ten in the light one. */
function Fan({ fan }: { readonly fan: MonteCarlo['bootstrap']['fan'] }): ReactNode {
  const paint = useMemo(
    () => (frame: Frame) => {
      clear(frame)
      const { context, width, height, palette } = frame
      const x = scaleOf([0, fan.at(-1)?.trade ?? 1], MARGINS.left, width - MARGINS.right)
      const y = scaleOf(
        fan.flatMap(({ p5, p95 }) => [p5, p95]),
        height - MARGINS.bottom,
        MARGINS.top,
      )
      drawGrid(frame, { x, y, margins: MARGINS, xText: amount, yText: amount })
      const band = (low: keyof SpreadRow, high: keyof SpreadRow, alpha: number): void => {
        context.beginPath()
        for (const point of fan) context.lineTo(x.at(point.trade), y.at(point[high]))
        for (const point of fan.toReversed()) context.lineTo(x.at(point.trade), y.at(point[low]))
        context.closePath()
        context.globalAlpha = alpha
        context.fillStyle = palette.accent
        context.fill()
        context.globalAlpha = 1
      }
      band('p5', 'p95', 0.16)
      band('p25', 'p75', 0.26)
      context.strokeStyle = palette.accent
      context.lineWidth = 1.5
      context.beginPath()
      for (const point of fan) context.lineTo(x.at(point.trade), y.at(point.median))
      context.stroke()
      const start = y.at(fan[0]?.median ?? 0)
      context.strokeStyle = palette.label
      context.lineWidth = 1
      context.setLineDash([3, 3])
      context.beginPath()
      context.moveTo(MARGINS.left, start)
      context.lineTo(width - MARGINS.right, start)
      context.stroke()
      context.setLineDash([])
    },
    [fan],
  )
  const end = fan.at(-1)
  return (
    <Plot
      label="Equity after each trade with other luck"
      summary={
        end === undefined
          ? ''
          : `Ends between ${amount(end.p5)} and ${amount(end.p95)} in nine of ten runs, at ${amount(end.median)} in the middle`
      }
      height={210}
      paint={paint}
    />
  )
}

const SPREADS: readonly (readonly [keyof SpreadRow, string])[] = [
  ['p5', '5 %'],
  ['p25', '25 %'],
  ['median', 'Middle'],
  ['p75', '75 %'],
  ['p95', '95 %'],
]

function SpreadTable({ shuffle, bootstrap }: MonteCarlo): ReactNode {
  const share = (value: number): string => formatShare(value, 1)
  const rows = [
    ['Final equity, other luck', bootstrap.finalEquity, amount],
    ['Drawdown, other luck', bootstrap.maxDrawdown, share],
    ['Drawdown, another order', shuffle.maxDrawdown, share],
  ] as const
  return (
    <div className="research-scroll">
      <table className="research-months" aria-label="How the drawn runs are spread">
        <thead>
          <tr>
            <th scope="col">Of the runs, at or below</th>
            {SPREADS.map(([key, title]) => (
              <th key={key} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, spread, text]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {SPREADS.map(([key]) => (
                <td key={key} className="num" title={String(spread[key])}>
                  {text(spread[key])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What another order or other luck would have made of the same trades. */
export function Luck({ monteCarlo }: Pick<BacktestAnalysis, 'monteCarlo'>): ReactNode {
  if (monteCarlo === null) return <PanelMessage title="No trade was closed">There is nothing to draw again.</PanelMessage>
  const { bootstrap, shuffle, runs, seed, ruin } = monteCarlo
  return (
    <>
      <FigureList
        figures={[
          {
            label: 'Ends in a loss',
            value: formatShare(bootstrap.lossProbability, 1),
            hint: 'Share of the runs with other luck that end below the start',
          },
          {
            label: 'Ruin, other luck',
            value: formatShare(bootstrap.ruinProbability, 1),
            hint: `Share of the runs that fall to ${formatShare(ruin)} of the start or less at some trade`,
          },
          {
            label: 'Ruin, reordered',
            value: formatShare(shuffle.ruinProbability, 1),
            hint: 'The same trades in another order: the end is the same, the way is not',
          },
        ]}
      />
      <Fan fan={bootstrap.fan} />
      <SpreadTable {...monteCarlo} />
      <p className="dim research-note">
        {runs.toLocaleString('en-US')} runs of each kind, seed {seed}. Other luck draws as many of the closed trades with
        replacement: it tells how much hangs on a few of them, not what the market will do.
      </p>
    </>
  )
}
