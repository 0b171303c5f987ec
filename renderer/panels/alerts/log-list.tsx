import { ArrowUp, Copy, ScrollText } from 'lucide-react'
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react'
import { LOG_LEVELS, type LogRow } from '../../../core/contract/index.ts'
import { formatCount } from '../../format/index.ts'
import { usePanelState, useRows, useTerminal, useTopicStaleAge, useTopicStore, useZone } from '../../stores/index.ts'
import { PanelContent, PanelMessage, Segments, Table } from '../../ui/index.ts'
import { copyLines } from './copy-lines.ts'
import { useHeldRows } from './hold.ts'
import { logColumns } from './log-columns.tsx'
import { LogDetail } from './log-detail.tsx'
import { filteredLogs, jsonLine, NO_LOG_FILTER, newerThan, parseLogFilter, servicesOf } from './log-filter.ts'

/** A log may be quiet for hours; the host that tells it is heard every second. */
const HOST_SILENT = 10_000
/** Scrolled by less than this, px, is where the newest line is. */
const AT_TOP = 4

/** The log of every service, as its level lets through, the newest line first; it stands still while it is read. */
export function LogList({ choice }: { readonly choice: ReactNode }): ReactNode {
  const terminal = useTerminal()
  const zone = useZone()
  const all = useRows('system.logs')
  useTopicStore('system.services')
  const staleAge = useTopicStaleAge('system.services', '', HOST_SILENT)
  const [filter, setFilter] = usePanelState('logs', parseLogFilter)
  const [chosen, setChosen] = useState<LogRow>()
  const { held, set, release } = useHeldRows(all)
  const place = useRef<HTMLDivElement>(null)
  const shown = held ?? all
  const rows = useMemo(() => filteredLogs(shown, filter), [shown, filter])
  const waiting = held === undefined ? 0 : filteredLogs(newerThan(all, held), filter).length
  const copyRow = useCallback(
    (row: LogRow) => {
      void copyLines(terminal, jsonLine(row), 'the line as JSON')
    },
    [terminal],
  )
  const choose = useCallback((row: LogRow) => {
    setChosen((before) => (before?.id === row.id ? undefined : row))
  }, [])
  const columns = useMemo(() => logColumns(zone, copyRow), [zone, copyRow])
  const services = [...new Set([...servicesOf(all), ...(filter.service === '' ? [] : [filter.service])])]
  const empty =
    rows.length > 0 ? undefined : all.length === 0 ? (
      <PanelMessage icon={<ScrollText size={18} strokeWidth={1.5} aria-hidden />} title="No log lines">
        The services have written nothing since they started. What they leave out is the start&#39;s choice: --log debug shows
        more.
      </PanelMessage>
    ) : (
      <PanelMessage title="No line passes the filter">
        <button
          type="button"
          className="btn small"
          onClick={() => {
            setFilter(NO_LOG_FILTER)
          }}
        >
          Show all {formatCount(all.length)}
        </button>
      </PanelMessage>
    )
  return (
    <>
      <div className="panel-bar wrap">
        {choice}
        <Segments
          label="Least level"
          options={LOG_LEVELS}
          value={filter.least}
          text={(level) => (level === 'debug' ? 'all' : level)}
          onChange={(least) => {
            setFilter({ ...filter, least })
          }}
        />
        <select
          className="select"
          aria-label="Service"
          value={filter.service}
          onChange={(event) => {
            setFilter({ ...filter, service: event.target.value })
          }}
        >
          <option value="">every service</option>
          {services.map((service) => (
            <option key={service}>{service}</option>
          ))}
        </select>
        <input
          className="input bar-search"
          type="search"
          aria-label="Words in the line"
          placeholder="words"
          data-testid="logs-text"
          value={filter.text}
          onChange={(event) => {
            setFilter({ ...filter, text: event.target.value })
          }}
        />
        <span className="grow" />
        <span className="num dim" data-testid="logs-count" title="Lines shown, of the newest 2,000">
          {formatCount(rows.length)}
        </span>
        <button
          type="button"
          className="btn small icon"
          aria-label="Copy the lines shown"
          title="Copy the lines shown as JSON, oldest first"
          disabled={rows.length === 0}
          onClick={() => {
            const lines = rows.map(jsonLine).reverse().join('\n')
            void copyLines(terminal, lines, rows.length === 1 ? 'one line' : `${formatCount(rows.length)} lines`)
          }}
        >
          <Copy size={10} aria-hidden />
        </button>
      </div>
      <PanelContent topic="system.logs" what="log lines" empty={empty} staleAge={staleAge}>
        <div
          className="log-lines"
          ref={place}
          onPointerEnter={() => {
            set('pointer', true)
          }}
          onPointerLeave={() => {
            set('pointer', false)
          }}
          onFocus={({ target }) => {
            if (target.role === 'row') set('keys', target.matches(':focus-visible'))
          }}
          onBlur={() => {
            set('keys', false)
          }}
          onScrollCapture={({ target }) => {
            if (target instanceof HTMLElement) set('scrolled', target.scrollTop > AT_TOP)
          }}
          onKeyDown={({ key }) => {
            if (key === 'Escape') setChosen(undefined)
          }}
        >
          <Table
            label="Log lines"
            testId="logs-table"
            columns={columns}
            rows={rows}
            rowKey={({ id }) => id}
            rowTestId={({ id }) => `line-${id}`}
            selectedKey={chosen?.id}
            onSelect={choose}
          />
          {held === undefined ? null : (
            <button
              type="button"
              className="btn small log-held"
              data-testid="logs-waiting"
              title="The list stands still while you read; go on to the newest line"
              onClick={() => {
                release()
                place.current?.querySelector('[role=table]')?.scrollTo({ top: 0 })
              }}
            >
              <ArrowUp size={10} aria-hidden /> {waiting === 0 ? 'Held' : `${formatCount(waiting)} new`}
            </button>
          )}
        </div>
        {chosen === undefined ? null : (
          <LogDetail
            row={chosen}
            zone={zone}
            onCopy={copyRow}
            onClose={() => {
              setChosen(undefined)
            }}
          />
        )}
      </PanelContent>
    </>
  )
}
