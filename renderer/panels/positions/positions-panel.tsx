import { type ReactNode, useMemo } from 'react'
import type { PositionRow } from '../../../core/contract/index.ts'
import { formatAge } from '../../format/index.ts'
import { type Terminal, useNow, useRows, useSelected, useTerminal } from '../../stores/index.ts'
import { type Column, PanelContent, PanelMessage, Pnl, Table } from '../../ui/index.ts'
import { PriceText, SizeText, SymbolName } from '../symbol.tsx'

const STOP_AT: Record<PositionRow['stopResting'], string> = {
  venue: 'The stop rests at the venue',
  local: 'The stop lives in this engine only: it does not act while Sentinel is off',
  none: 'No stop',
}

function MarkAge({ at }: { readonly at: number | undefined }): ReactNode {
  const now = useNow(1_000)
  return at === undefined ? '–' : formatAge(now - at)
}

const columns = (terminal: Terminal): readonly Column<PositionRow>[] => [
  { id: 'symbol', title: 'Symbol', width: 'minmax(78px, 1fr)', cell: (row) => <SymbolName id={row.instrument} /> },
  {
    id: 'size',
    title: 'Size',
    width: '82px',
    align: 'right',
    cell: (row) => <SizeText instrument={row.instrument} value={row.quantity} />,
  },
  {
    id: 'avg',
    title: 'Average',
    width: '82px',
    align: 'right',
    cell: (row) => <PriceText instrument={row.instrument} value={row.averagePrice} />,
  },
  {
    id: 'mark',
    title: 'Mark',
    width: '82px',
    align: 'right',
    hint: () => 'Price the position is valued at',
    cell: (row) => <PriceText instrument={row.instrument} value={row.markPrice} />,
  },
  { id: 'age', title: 'Age', width: '48px', align: 'right', className: 'dim', cell: (row) => <MarkAge at={row.markedAt} /> },
  { id: 'open', title: 'Unrealised', width: '76px', align: 'right', cell: (row) => <Pnl value={row.unrealisedPnl} /> },
  { id: 'done', title: 'Realised', width: '72px', align: 'right', cell: (row) => <Pnl value={row.realisedPnl} /> },
  {
    id: 'stop',
    title: 'Stop',
    width: '82px',
    align: 'right',
    hint: (row) => STOP_AT[row.stopResting],
    cell: (row) => <PriceText instrument={row.instrument} value={row.stop} />,
  },
  {
    id: 'target',
    title: 'Target',
    width: '82px',
    align: 'right',
    cell: (row) => <PriceText instrument={row.instrument} value={row.target} />,
  },
  {
    id: 'close',
    title: '',
    width: '58px',
    cell: (row) =>
      /[1-9]/.test(row.quantity) ? (
        <button
          type="button"
          className="btn small"
          title="Cancels this instrument's orders and closes the position at market"
          onClick={(event) => {
            event.stopPropagation()
            void terminal.commands.send({ type: 'Flatten', instrument: row.instrument }, 'Flatten')
          }}
        >
          Flatten
        </button>
      ) : null,
  },
]

export function PositionsPanel(): ReactNode {
  const terminal = useTerminal()
  const all = useRows('trading.positions')
  const selected = useSelected()
  const table = useMemo(() => columns(terminal), [terminal])
  const rows = useMemo(() => [...all].sort((a, b) => Number(/[1-9]/.test(b.quantity)) - Number(/[1-9]/.test(a.quantity))), [all])
  const empty = rows.length > 0 ? undefined : <PanelMessage title="No positions">A filled buy opens one.</PanelMessage>
  return (
    <div className="panel">
      <PanelContent topic="trading.positions" what="positions" empty={empty}>
        <Table
          label="Positions"
          testId="positions-table"
          columns={table}
          rows={rows}
          rowKey={(row) => row.instrument}
          rowTestId={(row) => `position-${row.instrument}`}
          selectedKey={selected}
          onSelect={(row) => {
            terminal.workspace.setState({ instrument: row.instrument })
          }}
        />
      </PanelContent>
    </div>
  )
}
