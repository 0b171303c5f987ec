import { type ReactNode, useMemo } from 'react'
import type { ScheduleRow } from '../../../core/contract/index.ts'
import { formatCountdown, formatTime } from '../../format/index.ts'
import { type Terminal, useNow, useRows, useSelect, useTerminal, useZone } from '../../stores/index.ts'
import { type Column, PanelContent, PanelMessage, SideText, Table } from '../../ui/index.ts'
import { PriceText, SizeText, SymbolName } from '../symbol.tsx'

const KINDS: Readonly<Record<ScheduleRow['kind'], string>> = { twap: 'TWAP', iceberg: 'iceberg' }

/** Slices that went, as a bar and as a number; the share is for the eye. */
function Progress({ row }: { readonly row: ScheduleRow }): ReactNode {
  const share = row.slices === 0 ? 0 : Math.min(1, row.placed / row.slices)
  const text = `${String(row.placed)} of ${String(row.slices)} slices`
  return (
    <span className="schedule-progress" title={text}>
      <span
        className="bar"
        role="progressbar"
        aria-label="Slices placed"
        aria-valuemin={0}
        aria-valuemax={row.slices}
        aria-valuenow={row.placed}
      >
        <span style={{ width: `${String(share * 100)}%` }} />
      </span>
      <span className="num">
        {row.placed}/{row.slices}
      </span>
    </span>
  )
}

/** When the next slice goes, or what stands instead of it. */
function Next({ row }: { readonly row: ScheduleRow }): ReactNode {
  const now = useNow(250)
  if (row.state === 'ended') return <span className="dim">ended</span>
  if (row.placed >= row.slices) return <span className="dim">all sent</span>
  const left = row.nextAt - now
  return <span className={row.state === 'paused' ? 'num warn' : 'num'}>{left <= 0 ? 'now' : formatCountdown(left)}</span>
}

function Begun({ at }: { readonly at: number }): ReactNode {
  return formatTime(at, useZone())
}

const TONES: Readonly<Record<ScheduleRow['state'], string>> = { running: 'tag accent', paused: 'tag warn', ended: 'tag' }

const columns = (terminal: Terminal): readonly Column<ScheduleRow>[] => [
  { id: 'time', title: 'Begun', width: '72px', from: 632, className: 'mono dim', cell: (row) => <Begun at={row.createdAt} /> },
  { id: 'symbol', title: 'Symbol', width: 'minmax(70px, 100px)', cell: (row) => <SymbolName id={row.instrument} /> },
  { id: 'side', title: 'Side', width: '52px', cell: (row) => <SideText side={row.side} /> },
  { id: 'kind', title: 'Kind', width: '56px', from: 430, cell: (row) => KINDS[row.kind] },
  { id: 'progress', title: 'Progress', width: 'minmax(62px, 1fr)', cell: (row) => <Progress row={row} /> },
  {
    id: 'next',
    title: 'Next',
    width: '60px',
    align: 'right',
    hint: (row) => row.reason ?? '',
    cell: (row) => <Next row={row} />,
  },
  {
    id: 'filled',
    title: 'Filled',
    width: 'minmax(64px, 90px)',
    from: 494,
    align: 'right',
    cell: (row) => <SizeText instrument={row.instrument} value={row.filled} />,
  },
  {
    id: 'left',
    title: 'Left',
    width: 'minmax(64px, 90px)',
    from: 558,
    align: 'right',
    cell: (row) => <SizeText instrument={row.instrument} value={row.left} />,
  },
  {
    id: 'size',
    title: 'Size',
    width: 'minmax(64px, 90px)',
    from: 696,
    align: 'right',
    cell: (row) => <SizeText instrument={row.instrument} value={row.quantity} />,
  },
  {
    id: 'average',
    title: 'Average',
    width: 'minmax(78px, 100px)',
    from: 774,
    align: 'right',
    cell: (row) => <PriceText instrument={row.instrument} value={row.averagePrice} />,
  },
  {
    id: 'limit',
    title: 'Limit',
    width: 'minmax(78px, 100px)',
    from: 852,
    align: 'right',
    cell: (row) => <PriceText instrument={row.instrument} value={row.limitPrice} />,
  },
  {
    id: 'state',
    title: 'State',
    width: '68px',
    from: 372,
    hint: (row) => row.reason ?? '',
    cell: (row) => <span className={TONES[row.state]}>{row.state}</span>,
  },
  {
    id: 'cancel',
    title: '',
    width: '58px',
    cell: (row) =>
      row.state === 'ended' ? null : (
        <button
          type="button"
          className="btn small"
          data-testid={`cancel-${row.id}`}
          title="No more slices; those that still work are cancelled"
          onClick={(event) => {
            event.stopPropagation()
            void terminal.commands.send({ type: 'CancelSchedule', scheduleId: row.id }, 'Cancel schedule')
          }}
        >
          Cancel
        </button>
      ),
  },
  {
    id: 'reason',
    title: 'Note',
    width: 'minmax(0, 1fr)',
    from: 960,
    className: 'dim',
    hint: (row) => row.reason ?? '',
    cell: (row) => row.reason ?? '',
  },
]

/** Orders that are placed slice by slice: how far each is, and when the next slice goes. */
export function SchedulesPanel(): ReactNode {
  const terminal = useTerminal()
  const all = useRows('trading.schedules')
  const select = useSelect()
  const table = useMemo(() => columns(terminal), [terminal])
  const rows = useMemo(
    () => [...all].sort((a, b) => Number(a.state === 'ended') - Number(b.state === 'ended') || b.createdAt - a.createdAt),
    [all],
  )
  const empty =
    rows.length > 0 ? undefined : (
      <PanelMessage title="No schedules">Send an order as TWAP from the ticket; its slices are followed here.</PanelMessage>
    )
  return (
    <div className="panel" data-testid="schedules">
      <PanelContent topic="trading.schedules" what="schedules" empty={empty}>
        <Table
          label="Schedules"
          testId="schedules-table"
          columns={table}
          rows={rows}
          rowKey={(row) => row.id}
          rowTestId={(row) => `schedule-${row.id}`}
          faded={(row) => row.state === 'ended'}
          onSelect={(row) => {
            terminal.workspace.setState({ storyId: row.id })
            select(row.instrument)
          }}
        />
      </PanelContent>
    </div>
  )
}
