import { type ReactNode, useMemo } from 'react'
import { openPanel } from '../../shell/layout.ts'
import { usePanelState, useRows, useSelect, useSelected, useTerminal, useWorkspace } from '../../stores/index.ts'
import { PanelContent, PanelMessage, Segments, Table } from '../../ui/index.ts'
import { isFinal } from '../../../core/domain/index.ts'
import { orderColumns } from './order-columns.tsx'
import { orderList, SHOWN, type Shown } from './order-words.ts'

const MARKETS = ['every market', 'this market'] as const
type Markets = (typeof MARKETS)[number]

const parseShown = (kept: unknown): Shown => SHOWN.find((each) => each === kept) ?? 'all'
const parseMarkets = (kept: unknown): Markets => MARKETS.find((each) => each === kept) ?? 'every market'

export function OrdersPanel(): ReactNode {
  const terminal = useTerminal()
  const all = useRows('trading.orders')
  const selected = useSelected()
  const select = useSelect()
  const story = useWorkspace((workspace) => workspace.storyId)
  const [shown, setShown] = usePanelState('shown', parseShown)
  const [markets, setMarkets] = usePanelState('markets', parseMarkets)
  const table = useMemo(() => orderColumns(terminal), [terminal])
  const instrument = markets === 'this market' ? selected : ''
  const rows = useMemo(() => orderList(all, { shown, instrument }), [all, shown, instrument])
  const empty =
    rows.length > 0 ? undefined : (
      <PanelMessage title={shown === 'working' ? 'No working orders' : 'No orders yet'}>
        {instrument === ''
          ? 'Approve a signal or send one from the ticket.'
          : 'None in this market; the filter above shows every one.'}
      </PanelMessage>
    )
  return (
    <div className="panel">
      <div className="panel-bar">
        <Segments label="Orders shown" options={SHOWN} value={shown} onChange={setShown} />
        <Segments label="Markets shown" options={MARKETS} value={markets} onChange={setMarkets} />
        <span className="grow dim clip" title="Select an order to read its story under Why">
          {String(rows.length)} shown; select one to read its story
        </span>
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
