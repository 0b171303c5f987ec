import { type ReactNode, useMemo } from 'react'
import { FRESHNESS, type PositionRow } from '../../../core/contract/index.ts'
import { formatAge } from '../../format/index.ts'
import { type Terminal, useRows, useSelect, useSelected, useStaleAge, useTerminal } from '../../stores/index.ts'
import { type Column, PanelContent, PanelMessage, Pnl, Table } from '../../ui/index.ts'
import { PriceText, SizeText, SymbolName } from '../symbol.tsx'

const STOP_AT: Record<PositionRow['stopResting'], string> = {
  venue: 'The stop rests at the venue',
  local: 'The stop lives in this engine only: it does not act while Sentinel is off',
  none: 'No stop',
}

/** The price the position is valued at; grey with its age once it is too old to trust. */
function Mark({ row }: { readonly row: PositionRow }): ReactNode {
  const staleAge = useStaleAge(row.markedAt, FRESHNESS.positions)
  if (staleAge === undefined) return <PriceText instrument={row.instrument} value={row.markPrice} />
  return (
    <span className="dim" title={`Valued at a price that is ${formatAge(staleAge)} old`}>
      <PriceText instrument={row.instrument} value={row.markPrice} />
    </span>
  )
}

const columns = (terminal: Terminal): readonly Column<PositionRow>[] => [
  { id: 'symbol', title: 'Symbol', width: 'minmax(72px, 1fr)', cell: (row) => <SymbolName id={row.instrument} /> },
  {
    id: 'size',
    title: 'Size',
    width: 'minmax(60px, 90px)',
    align: 'right',
    cell: (row) => <SizeText instrument={row.instrument} value={row.quantity} />,
  },
  {
    id: 'avg',
    title: 'Average',
    width: 'minmax(74px, 100px)',
    from: 402,
    align: 'right',
    cell: (row) => <PriceText instrument={row.instrument} value={row.averagePrice} />,
  },
  { id: 'mark', title: 'Mark', width: 'minmax(74px, 100px)', from: 478, align: 'right', cell: (row) => <Mark row={row} /> },
  {
    id: 'open',
    title: 'Unrealised',
    width: 'minmax(62px, 96px)',
    align: 'right',
    cell: (row) => <Pnl value={row.unrealisedPnl} />,
  },
  {
    id: 'done',
    title: 'Realised',
    width: 'minmax(60px, 96px)',
    from: 536,
    align: 'right',
    cell: (row) => <Pnl value={row.realisedPnl} />,
  },
  {
    id: 'stop',
    title: 'Stop',
    width: 'minmax(74px, 100px)',
    align: 'right',
    hint: (row) => STOP_AT[row.stopResting],
    cell: (row) => <PriceText instrument={row.instrument} value={row.stop} />,
  },
  {
    id: 'target',
    title: 'Target',
    width: 'minmax(74px, 100px)',
    from: 608,
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
          data-testid={`flatten-${row.instrument}`}
          title="Closes this position at market"
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
  const select = useSelect()
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
            select(row.instrument)
          }}
        />
      </PanelContent>
    </div>
  )
}
