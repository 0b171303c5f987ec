import { type ReactNode, useMemo, useState } from 'react'
import type { OrderRow } from '../../../core/contract/index.ts'
import { isFinal } from '../../../core/domain/index.ts'
import { formatTime, formatTimeMillis } from '../../format/index.ts'
import { openPanel } from '../../shell/layout.ts'
import { type Terminal, useRows, useSelect, useTerminal, useWorkspace, useZone } from '../../stores/index.ts'
import { type Column, PanelContent, PanelMessage, Segments, SideText, Table } from '../../ui/index.ts'
import { PriceText, SizeText, SymbolName } from '../symbol.tsx'

const TONES: Partial<Record<OrderRow['state'], string>> = {
  unknown: 'tag danger',
  rejected: 'tag danger',
  denied: 'tag warn',
  accepted: 'tag accent',
  partial: 'tag accent',
  filled: 'tag',
}

function At({ at }: { readonly at: number }): ReactNode {
  const zone = useZone()
  return <span title={formatTimeMillis(at, zone)}>{formatTime(at, zone)}</span>
}

const columns = (terminal: Terminal): readonly Column<OrderRow>[] => [
  { id: 'time', title: 'Time', width: '72px', from: 470, className: 'mono dim', cell: (row) => <At at={row.createdAt} /> },
  { id: 'symbol', title: 'Symbol', width: 'minmax(70px, 100px)', cell: (row) => <SymbolName id={row.instrument} /> },
  { id: 'side', title: 'Side', width: '52px', cell: (row) => <SideText side={row.side} /> },
  {
    id: 'type',
    title: 'Type',
    width: '52px',
    from: 520,
    hint: (row) => `${row.timeInForce}${row.reduceOnly ? ', reduce only' : ''}`,
    cell: (row) => row.type,
  },
  {
    id: 'size',
    title: 'Size',
    width: 'minmax(60px, 90px)',
    align: 'right',
    cell: (row) => <SizeText instrument={row.instrument} value={row.quantity} />,
  },
  {
    id: 'filled',
    title: 'Filled',
    width: 'minmax(60px, 90px)',
    from: 584,
    align: 'right',
    cell: (row) => <SizeText instrument={row.instrument} value={row.filled} />,
  },
  {
    id: 'price',
    title: 'Price',
    width: 'minmax(78px, 100px)',
    align: 'right',
    cell: (row) => <PriceText instrument={row.instrument} value={row.limitPrice ?? row.stopPrice} />,
  },
  {
    id: 'state',
    title: 'State',
    width: '82px',
    hint: (row) => row.reason ?? '',
    cell: (row) => <span className={TONES[row.state] ?? 'tag'}>{row.state}</span>,
  },
  {
    id: 'cancel',
    title: '',
    width: '58px',
    cell: (row) =>
      isFinal(row.state) ? null : (
        <button
          type="button"
          className="btn small"
          data-testid={`cancel-${row.id}`}
          onClick={(event) => {
            event.stopPropagation()
            void terminal.commands.send({ type: 'CancelOrder', orderId: row.id }, 'Cancel order')
          }}
        >
          Cancel
        </button>
      ),
  },
  {
    id: 'why',
    title: 'Purpose',
    width: 'minmax(0, 1fr)',
    from: 690,
    className: 'dim',
    hint: (row) => row.reason ?? row.strategy ?? '',
    cell: (row) => (row.reason === undefined ? row.purpose : `${row.purpose}: ${row.reason}`),
  },
]

const SHOWN = ['working', 'all'] as const

export function OrdersPanel(): ReactNode {
  const terminal = useTerminal()
  const all = useRows('trading.orders')
  const select = useSelect()
  const story = useWorkspace((workspace) => workspace.storyId)
  const [shown, setShown] = useState<(typeof SHOWN)[number]>('all')
  const table = useMemo(() => columns(terminal), [terminal])
  const rows = useMemo(() => {
    const wanted = shown === 'all' ? all : all.filter(({ state }) => !isFinal(state))
    return [...wanted].sort((a, b) => Number(isFinal(a.state)) - Number(isFinal(b.state)) || b.createdAt - a.createdAt)
  }, [all, shown])
  const empty =
    rows.length > 0 ? undefined : (
      <PanelMessage title={shown === 'working' ? 'No working orders' : 'No orders yet'}>
        Approve a signal or send one from the ticket.
      </PanelMessage>
    )
  return (
    <div className="panel">
      <div className="panel-bar">
        <Segments label="Orders shown" options={SHOWN} value={shown} onChange={setShown} />
        <span className="grow dim clip">Select an order to read its story under Why</span>
        <button
          type="button"
          className="btn small"
          onClick={() => {
            void terminal.commands.send({ type: 'CancelAll' }, 'Cancel all orders')
          }}
        >
          Cancel all
        </button>
      </div>
      <PanelContent topic="trading.orders" what="orders" empty={empty}>
        <Table
          label="Orders"
          testId="orders-table"
          columns={table}
          rows={rows}
          rowKey={(row) => row.id}
          rowTestId={(row) => `order-${row.id}`}
          selectedKey={story}
          faded={(row) => isFinal(row.state)}
          onSelect={(row) => {
            terminal.workspace.setState({ storyId: row.id })
            select(row.instrument)
            openPanel('why')
          }}
        />
      </PanelContent>
    </div>
  )
}
