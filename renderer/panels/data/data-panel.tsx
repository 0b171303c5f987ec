import { type ReactNode, useMemo, useState } from 'react'
import type { ChannelRow } from '../../../core/contract/index.ts'
import { formatAge, formatCount, formatMillis } from '../../format/index.ts'
import { isSilent } from '../../shell/channel-health.ts'
import { useGaps, useNow, useRows } from '../../stores/index.ts'
import { type Column, PanelContent, PanelMessage, Segments, Table } from '../../ui/index.ts'
import { SymbolName } from '../symbol.tsx'
import { GapList } from './gap-list.tsx'

function State({ row }: { readonly row: ChannelRow }): ReactNode {
  const silent = isSilent(row, useNow(500))
  return (
    <span className="inline">
      <i className={silent ? 'dot bad' : 'dot ok'} /> {silent ? 'silent' : 'live'}
    </span>
  )
}

function Silence({ row }: { readonly row: ChannelRow }): ReactNode {
  const now = useNow(500)
  return (
    <span className={isSilent(row, now) ? 'danger' : ''}>
      {row.lastReceivedAt === 0 ? 'never' : formatAge(now - row.lastReceivedAt)}
    </span>
  )
}

const bad = (count: number): ReactNode => <span className={count > 0 ? 'warn' : 'dim'}>{formatCount(count)}</span>

const COLUMNS: readonly Column<ChannelRow>[] = [
  { id: 'state', title: 'State', width: '62px', cell: (row) => <State row={row} /> },
  { id: 'symbol', title: 'Symbol', width: 'minmax(70px, 1fr)', cell: (row) => <SymbolName id={row.instrument} /> },
  { id: 'channel', title: 'Channel', width: '56px', cell: (row) => row.channel },
  { id: 'age', title: 'Silent for', width: '66px', align: 'right', cell: (row) => <Silence row={row} /> },
  {
    id: 'limit',
    title: 'Limit',
    width: '64px',
    from: 620,
    align: 'right',
    className: 'dim',
    cell: (row) => formatAge(row.limit),
  },
  { id: 'latency', title: 'Latency', width: '64px', align: 'right', cell: (row) => formatMillis(row.latency) },
  { id: 'messages', title: 'Messages', width: '66px', from: 440, align: 'right', cell: (row) => formatCount(row.messages) },
  { id: 'rejected', title: 'Rejected', width: '60px', from: 495, align: 'right', cell: (row) => bad(row.rejected) },
  { id: 'gaps', title: 'Gaps', width: '42px', align: 'right', cell: (row) => bad(row.gaps) },
  { id: 'resyncs', title: 'Resyncs', width: '56px', from: 550, align: 'right', cell: (row) => bad(row.resyncs) },
]

function Streams(): ReactNode {
  const all = useRows('market.channels')
  const rows = useMemo(
    () => [...all].sort((a, b) => a.instrument.localeCompare(b.instrument) || a.channel.localeCompare(b.channel)),
    [all],
  )
  const empty = rows.length > 0 ? undefined : <PanelMessage title="No streams yet">The feed is still subscribing.</PanelMessage>
  return (
    <PanelContent topic="market.channels" what="streams" empty={empty}>
      <Table
        label="Data quality"
        testId="channels-table"
        columns={COLUMNS}
        rows={rows}
        rowKey={(row) => `${row.instrument}|${row.channel}`}
      />
    </PanelContent>
  )
}

const VIEWS = ['Streams', 'Gaps'] as const

export function DataPanel(): ReactNode {
  const [view, setView] = useState<(typeof VIEWS)[number]>('Streams')
  const gaps = useGaps()
  const open = gaps?.filter(({ repairedBy }) => repairedBy === undefined).length ?? 0
  return (
    <div className="panel">
      <div className="panel-bar">
        <Segments label="What of the data" options={VIEWS} value={view} onChange={setView} />
        <span className="grow" />
        <span className={open > 0 ? 'warn' : 'dim'} data-testid="open-gaps">
          {open === 0 ? 'no open gap' : open === 1 ? '1 open gap' : `${String(open)} open gaps`}
        </span>
      </div>
      {view === 'Streams' ? <Streams /> : <GapList gaps={gaps} />}
    </div>
  )
}
