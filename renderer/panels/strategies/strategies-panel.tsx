import { type ReactNode, useMemo, useState } from 'react'
import type { StrategyRow } from '../../../core/contract/index.ts'
import { MISSING } from '../../format/index.ts'
import { useRow, useRows, useSelect } from '../../stores/index.ts'
import { type Column, Confidence, PanelContent, PanelMessage, Table } from '../../ui/index.ts'
import { SymbolName } from '../symbol.tsx'
import { EnabledBox, ModeSelect, StrategyMode } from './mode-select.tsx'
import { OpinionAge, STANCE, stanceTone } from './stance.tsx'
import { StrategyDetail } from './strategy-detail.tsx'
import { expectancyText, trackText } from './track-text.ts'

const COLUMNS: readonly Column<StrategyRow>[] = [
  {
    id: 'on',
    title: 'On',
    width: '34px',
    cell: (row) => <EnabledBox row={row} />,
  },
  {
    id: 'title',
    title: 'Strategy',
    width: 'minmax(84px, 2fr)',
    hint: (row) => row.error ?? row.family,
    cell: (row) => (row.error === undefined ? row.title : <span className="danger">{row.title}: stopped</span>),
  },
  { id: 'symbol', title: 'Symbol', width: '72px', cell: (row) => <SymbolName id={row.instrument} /> },
  { id: 'bar', title: 'Bar', width: '36px', from: 630, className: 'dim', cell: (row) => row.timeframe },
  {
    id: 'stance',
    title: 'Stance',
    width: '84px',
    from: 390,
    className: stanceTone,
    cell: (row) => STANCE[row.stance],
  },
  { id: 'sure', title: 'Confidence', width: '88px', from: 510, cell: (row) => <Confidence value={row.confidence} /> },
  {
    id: 'age',
    title: 'Age',
    width: '50px',
    from: 790,
    align: 'right',
    className: 'dim',
    cell: (row) => <OpinionAge at={row.at} />,
  },
  {
    id: 'weight',
    title: 'Weight',
    width: '52px',
    from: 570,
    align: 'right',
    hint: trackText,
    cell: (row) => `x ${row.weight.toFixed(2)}`,
  },
  {
    id: 'record',
    title: 'Record',
    width: '80px',
    from: 720,
    align: 'right',
    hint: trackText,
    cell: (row) => (row.track === undefined ? MISSING : `${String(row.track.trades)} ${expectancyText(row.track)}`),
  },
  { id: 'mode', title: 'Mode', width: '126px', cell: (row) => <StrategyMode strategy={row.strategy} /> },
]

/** Every strategy on every market that it runs on, and all about the one that is chosen. */
export function StrategiesPanel(): ReactNode {
  const all = useRows('strategy.instances')
  const select = useSelect()
  const state = useRow('trading.state', 'all')
  const [chosen, setChosen] = useState<string>()
  const rows = useMemo(() => [...all].sort((a, b) => a.id.localeCompare(b.id)), [all])
  const row = rows.find(({ id }) => id === chosen)
  const empty =
    rows.length > 0 ? undefined : (
      <PanelMessage title="No strategies run">
        Name some under strategies in the configuration, or put a file into the folder of your own ones.
      </PanelMessage>
    )
  return (
    <div className="panel" data-testid="strategies">
      <div className="panel-bar">
        <span className="dim">Approval of new signals</span>
        <ModeSelect strategy={null} mode={state?.defaultMode ?? 'manual'} label="Default approval" />
        <span className="dim grow clip">auto sends at once, manual waits for you, advisory only shows</span>
      </div>
      <PanelContent topic="strategy.instances" what="strategies" empty={empty}>
        <div className="strategies-frame">
          <div className="strategies" data-detail={row !== undefined}>
            <Table
              label="Strategies"
              testId="strategies-table"
              columns={COLUMNS}
              rows={rows}
              rowKey={({ id }) => id}
              selectedKey={chosen}
              faded={({ enabled }) => !enabled}
              onSelect={({ id, instrument }) => {
                select(instrument)
                setChosen(id === chosen ? undefined : id)
              }}
            />
            {row === undefined ? null : (
              <StrategyDetail
                key={row.id}
                row={row}
                onClose={() => {
                  setChosen(undefined)
                }}
              />
            )}
          </div>
        </div>
      </PanelContent>
    </div>
  )
}
