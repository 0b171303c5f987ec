import { OctagonAlert, ShieldCheck, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { RiskLimitRow, RiskRow, TradingStateRow } from '../../../core/contract/index.ts'
import { rearm } from '../../shell/actions.ts'
import { useAsked, useRow, useTerminal, useTopicStaleAge } from '../../stores/index.ts'
import { PanelContent, PanelMessage } from '../../ui/index.ts'
import { Breakers } from './breakers.tsx'
import { Checks } from './checks.tsx'
import { Correlation } from './correlation.tsx'
import { Exposure } from './exposure.tsx'
import { byNearness, usedText } from './limit-order.ts'
import { haltCause, ruleTitle } from './rule-words.ts'

export { Checks } from './checks.tsx'
export { ruleTitle } from './rule-words.ts'

const EVERY = 1_000
/** The trader tells its state every second. */
const SILENT = 3_000

function Halted({ state, risk }: { readonly state: TradingStateRow; readonly risk: RiskRow | undefined }): ReactNode {
  const terminal = useTerminal()
  const halt = risk?.halt
  const again = risk?.breakers.find((breaker) => breaker.state === 'blocked')
  return (
    <div className="panel-bar halted" role="status" data-testid="risk-halted">
      <OctagonAlert size={12} aria-hidden />
      <b>HALTED</b>
      <span className="grow clip" title={`${state.haltReason}. Entries are blocked; exits and cancels work.`}>
        {halt ? `${haltCause(halt.code)}, by ${halt.by}: ` : ''}
        {state.haltReason}
      </span>
      <button
        type="button"
        className="btn small"
        title={again === undefined ? 'Allows entries again' : `${ruleTitle(again.code)} is still beyond its limit`}
        onClick={() => {
          rearm(terminal)
        }}
      >
        Re-arm
      </button>
    </div>
  )
}

/** One line that says whether to look further. */
function Summary({ limits }: { readonly limits: readonly RiskLimitRow[] }): ReactNode {
  const [first] = limits
  const failed = limits.filter(({ passed }) => !passed).length
  const nearest = first?.used ?? null
  return (
    <div className="risk-summary" role="status" data-failed={failed > 0}>
      {failed > 0 ? <TriangleAlert size={11} aria-hidden /> : <ShieldCheck size={11} aria-hidden />}
      {failed > 0 ? (
        <b>
          {String(failed)} of {String(limits.length)} broken
        </b>
      ) : (
        <span>{String(limits.length)} limits kept</span>
      )}
      {failed === 0 && first !== undefined && nearest !== null ? (
        <span className="dim clip">
          nearest: {ruleTitle(first.code)} {usedText(nearest)}
        </span>
      ) : null}
    </div>
  )
}

export function RiskPanel(): ReactNode {
  const { client } = useTerminal()
  const state = useRow('trading.state', 'all')
  const staleAge = useTopicStaleAge('trading.state', '', SILENT)
  const { value: risk, problem } = useAsked('risk', EVERY, () => client.api.trader.risk())
  const empty =
    state === undefined ? <PanelMessage title="No risk state yet">The trader has not reported.</PanelMessage> : undefined
  const limits = byNearness(risk?.limits ?? state?.checks.map((check) => ({ ...check, used: null })) ?? [])
  return (
    <div className="panel risk" data-testid="risk">
      {state?.halted === true ? <Halted state={state} risk={risk} /> : null}
      <PanelContent topic="trading.state" what="risk state" empty={empty} staleAge={staleAge}>
        <div className="risk-sections" tabIndex={0} role="region" aria-label="Limits, breakers, exposure and correlation">
          <div className="risk-column">
            <section className="risk-section" aria-label="Limits">
              {state?.halted === true ? null : <Summary limits={limits} />}
              <Checks checks={limits} />
            </section>
            {risk === undefined ? null : <Breakers rows={risk.breakers} />}
          </div>
          <div className="risk-column">
            {risk !== undefined ? (
              <>
                <Exposure risk={risk} />
                <Correlation risk={risk} />
              </>
            ) : problem === '' ? null : (
              <p className="risk-note dim">Exposure and breakers do not answer: {problem}. The limits are live.</p>
            )}
          </div>
        </div>
      </PanelContent>
    </div>
  )
}
