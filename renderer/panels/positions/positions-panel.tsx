import { type ReactNode, useMemo, useState } from 'react'
import type { PositionRow } from '../../../core/contract/index.ts'
import { PressGuard } from '../../friction/index.ts'
import { type Terminal, useRows, useSelect, useSelected, useTerminal } from '../../stores/index.ts'
import { PanelContent, PanelMessage, Table } from '../../ui/index.ts'
import { isOpen, positionColumns } from './position-columns.tsx'
import { ProtectionStrip } from './protection-strip.tsx'

const LABEL = 'Sell half'

/** Sells half of what is held and free: how much that is on the lot, the trader says. */
export async function sellHalf(terminal: Terminal, { instrument }: Pick<PositionRow, 'instrument'>): Promise<void> {
  const { client, commands, toasts } = terminal
  const sale = { type: 'SubmitOrder', instrument, side: 'sell', orderType: 'market', reduceOnly: true } as const
  try {
    const { quantity } = await client.api.trader.preview({ ...sale, id: 'preview', sizeBy: { kind: 'held', value: '50' } })
    await commands.send({ ...sale, quantity }, LABEL)
  } catch (error) {
    toasts.show({ tone: 'error', title: `${LABEL}: not sent`, text: error instanceof Error ? error.message : String(error) })
  }
}

export function PositionsPanel(): ReactNode {
  const terminal = useTerminal()
  const all = useRows('trading.positions')
  const selected = useSelected()
  const select = useSelect()
  const [editing, setEditing] = useState('')
  const [guard] = useState(() => new PressGuard())
  const table = useMemo(
    () =>
      positionColumns(terminal, {
        protect: ({ instrument }) => {
          setEditing((now) => (now === instrument ? '' : instrument))
        },
        half: (row) => {
          // The second of a double click would sell half of the other half.
          if (guard.admits(row.instrument, terminal.clock.now())) void sellHalf(terminal, row)
        },
      }),
    [terminal, guard],
  )
  const rows = useMemo(() => [...all].sort((a, b) => Number(isOpen(b)) - Number(isOpen(a))), [all])
  const edited = rows.find((row) => row.instrument === editing && isOpen(row))
  const empty = rows.length > 0 ? undefined : <PanelMessage title="No positions">A filled buy opens one.</PanelMessage>
  return (
    <div className="panel" data-testid="positions">
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
        {edited === undefined ? null : (
          <ProtectionStrip
            key={edited.instrument}
            row={edited}
            onClose={() => {
              setEditing('')
            }}
          />
        )}
      </PanelContent>
    </div>
  )
}
