import { Bell, BellOff, Check, CheckCheck, Copy } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { useStore } from 'zustand'
import type { AlertRow } from '../../../core/contract/index.ts'
import { formatAge, formatDateTime, formatTime, type Zone } from '../../format/index.ts'
import {
  acknowledge,
  acknowledgeAll,
  isAcknowledged,
  isMuted,
  isUnread,
  toggleMute,
  useNow,
  usePanelState,
  useRows,
  useTerminal,
  useZone,
} from '../../stores/index.ts'
import { type Column, PanelContent, PanelMessage, Segments, Table } from '../../ui/index.ts'
import { alertLines, filteredAlerts, LEAST_SEVERITIES, NO_FILTER, parseFilter, sourcesOf } from './alert-filter.ts'
import { copyLines } from './copy-lines.ts'
import { SEVERITIES } from './severity.ts'

function Age({ at }: { readonly at: number }): ReactNode {
  return formatAge(useNow(1_000) - at)
}

function Severity({ row }: { readonly row: AlertRow }): ReactNode {
  const { icon: Icon, word, tone } = SEVERITIES[row.severity]
  return (
    <span className={`inline ${tone}`}>
      <Icon size={11} aria-hidden /> {word}
    </span>
  )
}

function Deal({ row }: { readonly row: AlertRow }): ReactNode {
  const { alertMarks } = useTerminal()
  const marks = useStore(alertMarks)
  const muted = marks.muted.includes(row.source)
  return (
    <span className="row-actions">
      {isAcknowledged(marks, row) ? (
        <span className="dim">seen</span>
      ) : (
        <button
          type="button"
          className="btn ghost small"
          title="Acknowledge: it counts no more"
          data-testid={`seen-${row.id}`}
          onClick={() => {
            acknowledge(alertMarks, row.id)
          }}
        >
          <Check size={10} aria-hidden /> Seen
        </button>
      )}
      <button
        type="button"
        className="btn ghost small icon"
        aria-pressed={muted}
        aria-label={muted ? `Hear ${row.source} again` : `Mute ${row.source}`}
        title={
          muted
            ? `Let ${row.source} count and ring again`
            : `Mute ${row.source}: its alerts count and ring no more, unless critical`
        }
        onClick={() => {
          toggleMute(alertMarks, row.source)
        }}
      >
        {muted ? <BellOff size={10} aria-hidden /> : <Bell size={10} aria-hidden />}
      </button>
    </span>
  )
}

const columnsFor = (zone: Zone): readonly Column<AlertRow>[] => [
  { id: 'severity', title: 'Severity', width: '74px', cell: (row) => <Severity row={row} /> },
  {
    id: 'time',
    title: 'Time',
    width: '70px',
    from: 480,
    hint: ({ at }) => formatDateTime(at, zone),
    cell: ({ at }) => <span className="num">{formatTime(at, zone)}</span>,
  },
  {
    id: 'age',
    title: 'Age',
    width: '66px',
    align: 'right',
    hint: ({ at }) => formatDateTime(at, zone),
    cell: ({ at }) => <Age at={at} />,
  },
  { id: 'source', title: 'Source', width: '64px', from: 340, className: 'dim', cell: ({ source }) => source },
  {
    id: 'message',
    title: 'What happened',
    width: 'minmax(80px, 1fr)',
    className: 'selectable',
    hint: ({ message }) => message,
    cell: ({ message }) => message,
  },
  { id: 'deal', title: '', width: '78px', align: 'right', cell: (row) => <Deal row={row} /> },
]

/** What the services had to tell, kept by them since their start; what was seen and muted is kept in this browser. */
export function AlertList({ choice }: { readonly choice: ReactNode }): ReactNode {
  const terminal = useTerminal()
  const zone = useZone()
  const all = useRows('system.alerts')
  const marks = useStore(terminal.alertMarks)
  const [filter, setFilter] = usePanelState('filter', parseFilter)
  const rows = useMemo(() => filteredAlerts(all, filter), [all, filter])
  const columns = useMemo(() => columnsFor(zone), [zone])
  const unread = all.filter((alert) => isUnread(marks, alert)).length
  const sources = [...new Set([...sourcesOf(all), ...(filter.source === '' ? [] : [filter.source])])]
  const empty =
    rows.length > 0 ? undefined : all.length === 0 ? (
      <PanelMessage title="No alerts">Everything has stayed within its limits since the services started.</PanelMessage>
    ) : (
      <PanelMessage title="No alert passes the filter">
        <button
          type="button"
          className="btn small"
          onClick={() => {
            setFilter(NO_FILTER)
          }}
        >
          Show all {all.length}
        </button>
      </PanelMessage>
    )
  return (
    <>
      <div className="panel-bar wrap">
        {choice}
        <Segments
          label="Least severity"
          options={LEAST_SEVERITIES}
          value={filter.least}
          onChange={(least) => {
            setFilter({ ...filter, least })
          }}
        />
        <select
          className="select"
          aria-label="Source"
          value={filter.source}
          onChange={(event) => {
            setFilter({ ...filter, source: event.target.value })
          }}
        >
          <option value="">every source</option>
          {sources.map((source) => (
            <option key={source} value={source}>
              {source}
              {marks.muted.includes(source) ? ' (muted)' : ''}
            </option>
          ))}
        </select>
        <input
          className="input bar-search"
          type="search"
          aria-label="Words in the alert"
          placeholder="words"
          data-testid="alerts-text"
          value={filter.text}
          onChange={(event) => {
            setFilter({ ...filter, text: event.target.value })
          }}
        />
        <span className="grow" />
        <span className={unread > 0 ? 'warn' : 'dim'} data-testid="alerts-unread">
          {unread} unread
        </span>
        <button
          type="button"
          className="btn small"
          disabled={unread === 0}
          title="Acknowledge every alert told so far"
          data-testid="alerts-seen-all"
          onClick={() => {
            acknowledgeAll(terminal.alertMarks, all)
          }}
        >
          <CheckCheck size={10} aria-hidden /> All seen
        </button>
        <button
          type="button"
          className="btn small icon"
          aria-label="Copy the alerts shown"
          title="Copy the alerts shown, one a line"
          disabled={rows.length === 0}
          onClick={() =>
            void copyLines(terminal, alertLines(rows, zone), rows.length === 1 ? 'One alert' : `${String(rows.length)} alerts`)
          }
        >
          <Copy size={10} aria-hidden />
        </button>
      </div>
      <PanelContent topic="system.alerts" what="alerts" empty={empty}>
        <Table
          label="Alerts"
          testId="alerts-table"
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          rowTestId={({ id }) => `alert-${id}`}
          faded={(row) => isAcknowledged(marks, row) || isMuted(marks, row)}
        />
      </PanelContent>
    </>
  )
}
