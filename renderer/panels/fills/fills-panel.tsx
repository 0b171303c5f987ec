import { type ReactNode, useMemo } from 'react'
import type { FillRow } from '../../../core/contract/index.ts'
import { formatDecimal, formatTimeMillis } from '../../format/index.ts'
import { useRows, useSelect, useTerminal, useZone } from '../../stores/index.ts'
import { type Column, PanelContent, PanelMessage, SideText, Table } from '../../ui/index.ts'
import { PriceText, SizeText, SymbolName } from '../symbol.tsx'

function At({ at }: { readonly at: number }): ReactNode {
  return formatTimeMillis(at, useZone())
}

const COLUMNS: readonly Column<FillRow>[] = [
  { id: 'time', title: 'Time', width: '98px', from: 410, className: 'mono dim', cell: (row) => <At at={row.at} /> },
  { id: 'symbol', title: 'Symbol', width: 'minmax(66px, 1fr)', cell: (row) => <SymbolName id={row.instrument} /> },
  { id: 'side', title: 'Side', width: '54px', cell: (row) => <SideText side={row.side} /> },
  {
    id: 'size',
    title: 'Size',
    width: '90px',
    align: 'right',
    cell: (row) => <SizeText instrument={row.instrument} value={row.quantity} />,
  },
  {
    id: 'price',
    title: 'Price',
    width: '92px',
    align: 'right',
    cell: (row) => <PriceText instrument={row.instrument} value={row.price} />,
  },
  {
    id: 'fee',
    title: 'Fee',
    width: 'minmax(70px, 110px)',
    from: 480,
    align: 'right',
    hint: (row) => (row.feeAsset === undefined ? row.fee : `${row.feeQuantity ?? ''} ${row.feeAsset}, taken in that asset`),
    cell: (row) =>
      row.feeAsset === undefined ? (
        <span title={row.fee}>{formatDecimal(row.fee, 4)}</span>
      ) : (
        `${formatDecimal(row.feeQuantity, 5)} ${row.feeAsset}`
      ),
  },
  {
    id: 'role',
    title: 'Role',
    width: '56px',
    from: 540,
    hint: (row) => (row.liquidity === 'maker' ? 'It rested; somebody else came to it' : 'It came to what rested'),
    cell: (row) => <span className={row.liquidity === 'maker' ? 'tag' : 'dim'}>{row.liquidity}</span>,
  },
  {
    id: 'order',
    title: 'Order',
    width: 'minmax(90px, 1fr)',
    from: 640,
    className: 'mono dim',
    hint: (row) => row.orderId,
    cell: (row) => row.orderId,
  },
]

export function FillsPanel(): ReactNode {
  const { workspace } = useTerminal()
  const select = useSelect()
  const all = useRows('trading.fills')
  const rows = useMemo(() => [...all].sort((a, b) => b.at - a.at), [all])
  const empty = rows.length > 0 ? undefined : <PanelMessage title="No fills yet">They appear as orders trade.</PanelMessage>
  return (
    <div className="panel">
      <PanelContent topic="trading.fills" what="fills" empty={empty}>
        <Table
          label="Fills"
          testId="fills-table"
          columns={COLUMNS}
          rows={rows}
          rowKey={(row) => row.id}
          rowTestId={(row) => `fill-${row.id}`}
          onSelect={(row) => {
            workspace.setState({ storyId: row.orderId })
            select(row.instrument)
          }}
        />
      </PanelContent>
    </div>
  )
}
