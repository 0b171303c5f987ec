import type { ReactNode } from 'react'
import type { ServiceRow } from '../../../core/contract/index.ts'
import { formatAge, formatBytes, formatMillis } from '../../format/index.ts'
import { useNow, useRows } from '../../stores/index.ts'
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

export function ServicesPanel(): ReactNode {
  const services = useRows('system.services')
  const empty = services.length > 0 ? undefined : <PanelMessage title="No services reported yet" />
  return (
    <div className="panel">
      <PanelContent topic="system.services" what="services" empty={empty}>
        <Table label="Services" testId="services-table" columns={SERVICES} rows={services} rowKey={(row) => row.service} />
      </PanelContent>
    </div>
  )
}
