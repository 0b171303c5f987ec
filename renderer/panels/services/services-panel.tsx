import { type ReactNode, useMemo } from 'react'
import type { AlertRow, ServiceRow } from '../../../core/contract/index.ts'
import { formatAge, formatBytes, formatMillis, formatTime } from '../../format/index.ts'
import { useNow, useRows, useTopicStore, useZone } from '../../stores/index.ts'
import { type Column, PanelContent, PanelMessage, Table } from '../../ui/index.ts'

const STATE_DOT: Record<ServiceRow['state'], string> = {
  running: 'dot ok',
  starting: 'dot warn',
  restarting: 'dot warn',
  failed: 'dot bad',
  stopped: 'dot',
}

function Heartbeat({ at }: { readonly at: number }): ReactNode {
  const age = useNow(1_000) - at
  return <span className={age > 5_000 ? 'danger' : ''}>{formatAge(age)}</span>
}

const SERVICES: readonly Column<ServiceRow>[] = [
  {
    id: 'service',
    title: 'Service',
    width: 'minmax(76px, 1fr)',
    cell: (row) => (
      <span className="inline">
        <i className={STATE_DOT[row.state]} /> {row.service}
      </span>
    ),
  },
  {
    id: 'state',
    title: 'State',
    width: 'minmax(56px, 1fr)',
    hint: (row) => row.error ?? '',
    cell: (row) => (row.error === undefined ? row.state : `${row.state}: ${row.error}`),
  },
  { id: 'beat', title: 'Beat', width: '52px', align: 'right', cell: (row) => <Heartbeat at={row.heartbeatAt} /> },
  { id: 'lag', title: 'Loop p99', width: '60px', from: 270, align: 'right', cell: (row) => formatMillis(row.loopLag) },
  { id: 'memory', title: 'Memory', width: '60px', from: 320, align: 'right', cell: (row) => formatBytes(row.memory) },
  {
    id: 'restarts',
    title: 'Restarts',
    width: '54px',
    from: 380,
    align: 'right',
    className: (row) => (row.restarts > 0 ? 'warn' : 'dim'),
    cell: (row) => row.restarts,
  },
]

function Alert({ row }: { readonly row: AlertRow }): ReactNode {
  const zone = useZone()
  const tone = row.severity === 'critical' ? 'tag danger' : row.severity === 'warning' ? 'tag warn' : 'tag'
  return (
    <li className="alert-row" title={row.message}>
      <span className="num dim">{formatTime(row.at, zone)}</span>
      <span className={tone}>{row.severity}</span>
      <span className="dim">{row.source}</span>
      <span className="clip selectable">{row.message}</span>
    </li>
  )
}

export function ServicesPanel(): ReactNode {
  const services = useRows('system.services')
  const alerts = useRows('system.alerts')
  useTopicStore('system.alerts')
  const newest = useMemo(() => [...alerts].reverse(), [alerts])
  const empty = services.length > 0 ? undefined : <PanelMessage title="No services reported yet" />
  return (
    <div className="panel">
      <PanelContent topic="system.services" what="services" empty={empty}>
        <div className="halves">
          <Table label="Services" testId="services-table" columns={SERVICES} rows={services} rowKey={(row) => row.service} />
          <section className="alerts" aria-label="Alerts" data-testid="alerts">
            <div className="table-head plain">Alerts</div>
            {newest.length === 0 ? <PanelMessage title="No alerts">Everything within its limits.</PanelMessage> : null}
            <ul>
              {newest.map((row) => (
                <Alert key={row.id} row={row} />
              ))}
            </ul>
          </section>
        </div>
      </PanelContent>
    </div>
  )
}
