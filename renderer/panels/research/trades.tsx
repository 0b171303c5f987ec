import { type ReactNode, useMemo } from 'react'
import type { TripRow } from '../../../core/contract/index.ts'
import { formatAge, formatDateTime, formatPercent, type Zone } from '../../format/index.ts'
import { useZone } from '../../stores/index.ts'
import { type Column, type Frame, PanelMessage, Pnl, Table } from '../../ui/index.ts'
import { histogramOf } from './histogram.ts'
import { Plot } from './plot.tsx'
import { clear } from './scale.ts'

type Row = TripRow & { readonly place: number }

const columns = (zone: Zone): readonly Column<Row>[] => [
  { id: 'place', title: '#', width: '44px', align: 'right', className: 'dim', cell: ({ place }) => place },
  { id: 'in', title: 'In', width: '132px', className: 'mono', cell: ({ entryTime }) => formatDateTime(entryTime, zone) },
  {
    id: 'out',
    title: 'Out',
    width: '132px',
    from: 520,
    className: 'mono',
    cell: ({ exitTime }) => formatDateTime(exitTime, zone),
  },
  {
    id: 'held',
    title: 'Held',
    width: '66px',
    from: 380,
    align: 'right',
    className: 'dim',
    cell: ({ entryTime, exitTime }) => formatAge(exitTime - entryTime),
  },
  {
    id: 'return',
    title: 'Return',
    width: '72px',
    align: 'right',
    hint: (row) => String(row.return),
    className: (row) => (row.return < 0 ? 'down' : 'up'),
    cell: (row) => formatPercent(row.return),
  },
  { id: 'profit', title: 'Profit', width: 'minmax(82px, 1fr)', align: 'right', cell: ({ profit }) => <Pnl value={profit} /> },
  { id: 'exit', title: 'Ended by', width: 'minmax(60px, 1fr)', from: 430, className: 'dim', cell: ({ exit }) => exit },
]

/** How the returns of the trades are spread; losses left of the line, hatched by their edge, gains right. */
function Spread({ trips }: { readonly trips: readonly TripRow[] }): ReactNode {
  const bins = useMemo(() => histogramOf(trips.map((trip) => trip.return)), [trips])
  const paint = useMemo(
    () => (frame: Frame) => {
      clear(frame)
      const { context, width, height, palette } = frame
      const most = Math.max(1, ...bins.map(({ count }) => count))
      const [left, bottom, top] = [6, 15, 12]
      const step = (width - left * 2) / bins.length
      context.textAlign = 'center'
      bins.forEach(({ from, count }, index) => {
        const tall = count === 0 ? 0 : Math.max(1, ((height - bottom - top) * count) / most)
        const [x, y] = [left + index * step, height - bottom - tall]
        context.fillStyle = from < 0 ? palette.down : palette.up
        // Losses are outlined, gains are filled: colour is not the only sign.
        if (from < 0) {
          context.strokeStyle = palette.down
          context.strokeRect(x + 1.5, y + 0.5, Math.max(1, step - 3), tall)
        } else context.fillRect(x + 1, y, Math.max(1, step - 2), tall)
        if (count > 0 && step > 16) {
          context.fillStyle = palette.label
          context.fillText(String(count), x + step / 2, y - 6)
        }
      })
      context.strokeStyle = palette.lineStrong
      context.beginPath()
      context.moveTo(0, height - bottom + 0.5)
      context.lineTo(width, height - bottom + 0.5)
      context.stroke()
      context.fillStyle = palette.label
      const every = Math.max(1, Math.ceil(54 / step))
      bins.forEach(({ from }, index) => {
        if (index % every === 0)
          context.fillText(`${Number((from * 100).toFixed(2))}%`, Math.max(16, left + index * step), height - 6)
      })
    },
    [bins],
  )
  const lost = trips.filter((trip) => trip.return < 0).length
  return (
    <Plot
      label="Distribution of trade returns"
      summary={`${String(trips.length - lost)} trades gained or broke even, ${String(lost)} lost`}
      height={110}
      paint={paint}
    />
  )
}

export function Trades({ trips }: { readonly trips: readonly TripRow[] }): ReactNode {
  const zone = useZone()
  const table = useMemo(() => columns(zone), [zone])
  const rows = useMemo(() => trips.map((trip, index): Row => ({ ...trip, place: index + 1 })).toReversed(), [trips])
  if (trips.length === 0)
    return <PanelMessage title="No trade was closed">Give it more days, or parameters that trade.</PanelMessage>
  return (
    <>
      <Spread trips={trips} />
      <Table label="Closed trades" testId="research-trades" columns={table} rows={rows} rowKey={({ place }) => String(place)} />
    </>
  )
}
