import { type ReactNode, useMemo } from 'react'
import type { StrategyRow, TradingStateRow } from '../../../core/contract/index.ts'
import { APPROVAL_MODES } from '../../../core/domain/index.ts'
import { formatAge, MISSING } from '../../format/index.ts'
import { type Terminal, useNow, useRow, useRows, useSelect, useTerminal } from '../../stores/index.ts'
import { type Column, Confidence, PanelContent, PanelMessage, Table } from '../../ui/index.ts'
import { SymbolName } from '../symbol.tsx'
import { expectancyText, trackText } from './track-text.ts'

const STANCE: Record<StrategyRow['stance'], string> = {
  long: '▲ long',
  flat: '▼ flat',
  neutral: '· neutral',
  'warming-up': '… warming up',
}

function Age({ at }: { readonly at: number }): ReactNode {
  const now = useNow(1_000)
  return at === 0 ? '–' : formatAge(now - at)
}

const isMode = (text: string): text is (typeof APPROVAL_MODES)[number] => (APPROVAL_MODES as readonly string[]).includes(text)

interface ModeProps {
  readonly strategy: string | null
  readonly mode: string
  readonly label: string
}

function ModeSelect({ strategy, mode, label }: ModeProps): ReactNode {
  const { commands } = useTerminal()
  return (
    <select
      className="select"
      aria-label={label}
      value={mode}
      onClick={(event) => {
        event.stopPropagation()
      }}
      onChange={(event) => {
        const next = event.target.value
        if (isMode(next)) void commands.send({ type: 'SetApprovalMode', strategy, mode: next }, `${label}: ${next}`)
      }}
    >
      {APPROVAL_MODES.map((option) => (
        <option key={option}>{option}</option>
      ))}
    </select>
  )
}

const modeOf = (state: TradingStateRow | undefined, strategy: string): string =>
  state?.strategyModes.find((entry) => entry.strategy === strategy)?.mode ?? state?.defaultMode ?? 'manual'

function StrategyMode({ strategy }: { readonly strategy: string }): ReactNode {
  const state = useRow('trading.state', 'all')
  return (
    <span className="inline">
      <span className="tag">{(state?.environment ?? '?').toUpperCase()}</span>
      <ModeSelect strategy={strategy} mode={modeOf(state, strategy)} label={`Approval of ${strategy}`} />
    </span>
  )
}

const columns = (terminal: Terminal): readonly Column<StrategyRow>[] => [
  {
    id: 'on',
    title: 'On',
    width: '34px',
    cell: (row) => (
      <input
        type="checkbox"
        aria-label={`${row.title} enabled`}
        checked={row.enabled}
        onChange={() => {
          const draft = { type: 'SetStrategyEnabled', strategy: row.strategy, enabled: !row.enabled } as const
          void terminal.commands.send(draft, `${row.title} ${row.enabled ? 'off' : 'on'}`)
        }}
      />
    ),
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
    className: (row) => (row.stance === 'long' ? 'up' : row.stance === 'flat' ? 'down' : 'dim'),
    cell: (row) => STANCE[row.stance],
  },
  { id: 'sure', title: 'Confidence', width: '88px', from: 510, cell: (row) => <Confidence value={row.confidence} /> },
  { id: 'age', title: 'Age', width: '50px', from: 790, align: 'right', className: 'dim', cell: (row) => <Age at={row.at} /> },
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

export function StrategiesPanel(): ReactNode {
  const terminal = useTerminal()
  const all = useRows('strategy.instances')
  const select = useSelect()
  const state = useRow('trading.state', 'all')
  const table = useMemo(() => columns(terminal), [terminal])
  const rows = useMemo(() => [...all].sort((a, b) => a.id.localeCompare(b.id)), [all])
  const empty =
    rows.length > 0 ? undefined : <PanelMessage title="No strategies run">Enable some in the configuration.</PanelMessage>
  return (
    <div className="panel">
      <div className="panel-bar">
        <span className="dim">Approval of new signals</span>
        <ModeSelect strategy={null} mode={state?.defaultMode ?? 'manual'} label="Default approval" />
        <span className="dim grow clip">auto sends at once, manual waits for you, advisory only shows</span>
      </div>
      <PanelContent topic="strategy.instances" what="strategies" empty={empty}>
        <Table
          label="Strategies"
          testId="strategies-table"
          columns={table}
          rows={rows}
          rowKey={(row) => row.id}
          faded={(row) => !row.enabled}
          onSelect={(row) => {
            select(row.instrument)
          }}
        />
      </PanelContent>
    </div>
  )
}
