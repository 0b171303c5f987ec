import type { ReactNode } from 'react'
import type { PerformanceRow, PerformanceSlice } from '../../../core/contract/index.ts'
import { formatCount, formatDecimal, formatShare, MISSING } from '../../format/index.ts'
import { type Column, PanelMessage, Pnl, Table } from '../../ui/index.ts'
import { SymbolName } from '../symbol.tsx'

const TOTAL = 'Total'

const ratio = (value: number | null): string => (value === null ? MISSING : value.toFixed(2))
const share = (value: number | null, decimals = 0): string => (value === null ? MISSING : formatShare(value, decimals))

const columns = (what: string, isMarket: boolean): readonly Column<PerformanceSlice>[] => [
  {
    id: 'key',
    title: what,
    width: 'minmax(84px, 2fr)',
    hint: ({ key }) => key,
    cell: ({ key }) => (key === TOTAL ? <b>{TOTAL}</b> : isMarket ? <SymbolName id={key} /> : key),
  },
  { id: 'net', title: 'Net P&L', width: 'minmax(74px, 1fr)', align: 'right', cell: ({ netPnl }) => <Pnl value={netPnl} /> },
  {
    id: 'fees',
    title: 'Fees',
    width: 'minmax(52px, 1fr)',
    align: 'right',
    className: 'dim',
    hint: ({ fees }) => fees,
    cell: ({ fees }) => formatDecimal(fees, 2),
  },
  {
    id: 'funding',
    title: 'Funding',
    width: 'minmax(56px, 1fr)',
    from: 720,
    align: 'right',
    cell: ({ funding }) => (funding === undefined ? <span className="dim">{MISSING}</span> : <Pnl value={funding} />),
  },
  { id: 'trades', title: 'Trades', width: '50px', align: 'right', cell: ({ trades }) => formatCount(trades) },
  {
    id: 'won',
    title: 'Won',
    width: '46px',
    align: 'right',
    hint: () => 'Share of the closed trades with a profit',
    cell: ({ winRate }) => share(winRate),
  },
  {
    id: 'factor',
    title: 'Factor',
    width: '50px',
    from: 400,
    align: 'right',
    hint: () => 'Profit factor: profits over losses of the closed trades',
    cell: ({ profitFactor }) => ratio(profitFactor),
  },
  {
    id: 'mean',
    title: 'A trade',
    width: '58px',
    from: 470,
    align: 'right',
    hint: ({ expectancy }) => `Mean profit of a closed trade${expectancy === null ? '' : `: ${String(expectancy)}`}`,
    cell: ({ expectancy }) => <Pnl value={expectancy?.toFixed(4)} />,
  },
  {
    id: 'drawdown',
    title: 'Drawdown',
    width: '64px',
    from: 540,
    align: 'right',
    className: 'dim',
    hint: () => 'Of what was realised, over an account that began with all the equity',
    cell: ({ maxDrawdown }) => share(maxDrawdown, 2),
  },
  { id: 'sharpe', title: 'Sharpe', width: '52px', from: 600, align: 'right', cell: ({ sharpe }) => ratio(sharpe) },
  {
    id: 'exposure',
    title: 'In market',
    width: '62px',
    from: 670,
    align: 'right',
    className: 'dim',
    cell: ({ exposure }) => share(exposure, 1),
  },
]

const BY_STRATEGY = columns('Strategy', false)
const BY_SYMBOL = columns('Symbol', true)

interface SlicesProps {
  readonly row: PerformanceRow
  readonly by: 'strategies' | 'symbols'
}

/** The stretch taken apart, the best first; the last row is the account itself. */
export function Slices({ row, by }: SlicesProps): ReactNode {
  const parts = by === 'strategies' ? row.byStrategy : row.bySymbol
  if (parts.length === 0)
    return <PanelMessage title="Nothing was traded">In this stretch of time there is no fill. Choose a longer one.</PanelMessage>
  const sorted = [...parts].sort((a, b) => Number(b.netPnl) - Number(a.netPnl))
  return (
    <Table
      label={by === 'strategies' ? 'Performance by strategy' : 'Performance by symbol'}
      columns={by === 'strategies' ? BY_STRATEGY : BY_SYMBOL}
      rows={[...sorted, { ...row.account, key: TOTAL }]}
      rowKey={({ key }) => key}
      rowTestId={({ key }) => `slice-${key}`}
      testId={`pnl-${by}`}
    />
  )
}
