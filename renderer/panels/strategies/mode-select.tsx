import type { ReactNode } from 'react'
import type { StrategyRow, TradingStateRow } from '../../../core/contract/index.ts'
import { APPROVAL_MODES } from '../../../core/domain/index.ts'
import { useRow, useTerminal } from '../../stores/index.ts'

const isMode = (text: string): text is (typeof APPROVAL_MODES)[number] => (APPROVAL_MODES as readonly string[]).includes(text)

interface ModeProps {
  readonly strategy: string | null
  readonly mode: string
  readonly label: string
}

export function ModeSelect({ strategy, mode, label }: ModeProps): ReactNode {
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

const ownMode = (state: TradingStateRow | undefined, strategy: string): string | undefined =>
  state?.strategyModes.find((entry) => entry.strategy === strategy)?.mode

/** The mode that counts for a strategy, in the environment that counts. */
export function StrategyMode({ strategy }: { readonly strategy: string }): ReactNode {
  const state = useRow('trading.state', 'all')
  const own = ownMode(state, strategy)
  return (
    <span className="inline" title={own === undefined ? 'As the default above' : 'Its own mode, over the default'}>
      <span className="tag">{(state?.environment ?? '?').toUpperCase()}</span>
      <ModeSelect strategy={strategy} mode={own ?? state?.defaultMode ?? 'manual'} label={`Approval of ${strategy}`} />
    </span>
  )
}

export function EnabledBox({ row }: { readonly row: StrategyRow }): ReactNode {
  const { commands } = useTerminal()
  return (
    <input
      type="checkbox"
      aria-label={`${row.title} enabled`}
      checked={row.enabled}
      onClick={(event) => {
        event.stopPropagation()
      }}
      onChange={() => {
        const draft = { type: 'SetStrategyEnabled', strategy: row.strategy, enabled: !row.enabled } as const
        void commands.send(draft, `${row.title} ${row.enabled ? 'off' : 'on'}`)
      }}
    />
  )
}
