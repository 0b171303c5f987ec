import { Check, OctagonAlert, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { RuleCheck } from '../../../core/domain/index.ts'
import { rearm } from '../../shell/actions.ts'
import { useRow, useTerminal } from '../../stores/index.ts'
import { PanelContent, PanelMessage } from '../../ui/index.ts'

/** `max-daily-loss` reads as `Max daily loss`. */
export const ruleTitle = (code: string): string => {
  const words = code.replace(/[-_]/g, ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export function Checks({ checks }: { readonly checks: readonly RuleCheck[] }): ReactNode {
  return (
    <div className="checks" role="table" aria-label="Risk rules">
      {checks.map((check) => (
        <div key={check.code} className="check-row" role="row" data-passed={check.passed}>
          <span role="cell" className="inline">
            {check.passed ? <Check size={11} aria-label="passed" /> : <X size={11} aria-label="failed" />}
          </span>
          <span role="cell" className="clip" title={check.code}>
            {ruleTitle(check.code)}
          </span>
          <span role="cell" className="num clip" title={`measured ${check.measured}, limit ${check.limit}`}>
            {check.measured} <span className="limit dim">/ {check.limit}</span>
          </span>
        </div>
      ))}
    </div>
  )
}

export function RiskPanel(): ReactNode {
  const terminal = useTerminal()
  const state = useRow('trading.state', 'all')
  const empty =
    state === undefined ? <PanelMessage title="No risk state yet">The trader has not reported.</PanelMessage> : undefined
  return (
    <div className="panel" data-testid="risk">
      {state?.halted === true ? (
        <div className="panel-bar halted">
          <OctagonAlert size={12} aria-hidden />
          <b>Halted</b>
          <span className="grow clip" title={state.haltReason}>
            {state.haltReason}
          </span>
          <button
            type="button"
            className="btn small"
            onClick={() => {
              rearm(terminal)
            }}
          >
            Re-arm
          </button>
        </div>
      ) : null}
      <PanelContent topic="trading.state" what="risk state" empty={empty} scroll>
        <Checks checks={state?.checks ?? []} />
      </PanelContent>
    </div>
  )
}
