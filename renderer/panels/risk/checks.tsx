import { Check, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { RuleCheck } from '../../../core/domain/index.ts'
import { shortMeasure, usedText } from './limit-order.ts'
import { ruleAbout, ruleTitle } from './rule-words.ts'

type Limit = RuleCheck & { readonly used?: number | null }

/** The share of a limit that is used, as a bar and as a number. */
export function UsedBar({ used, passed }: { readonly used: number; readonly passed: boolean }): ReactNode {
  return (
    <span className="used" data-passed={passed} data-near={used >= 0.75} title={`${usedText(used)} of the limit is used`}>
      <span className="used-bar" aria-hidden>
        <span style={{ width: `${String(Math.min(100, used * 100))}%` }} />
      </span>
      <span className="num">{usedText(used)}</span>
    </span>
  )
}

/** Rules as measured against allowed; long figures take a line of their own. */
export function Checks({ checks }: { readonly checks: readonly Limit[] }): ReactNode {
  const metered = checks.some(({ used }) => used !== undefined)
  return (
    <div className="checks" role="table" aria-label="Risk rules" data-metered={metered}>
      {checks.map(({ code, passed, measured, limit, used }) => (
        <div key={code} className="check-row" role="row" data-passed={passed} data-testid={`rule-${code}`}>
          <span role="cell" className="inline">
            {passed ? <Check size={11} aria-label="passed" /> : <X size={11} aria-label="failed" />}
          </span>
          <span role="cell" className="check-text" title={`${ruleAbout(code)}\nmeasured ${measured}, limit ${limit}`}>
            <span className="check-title">{ruleTitle(code)}</span>
            <span className="check-measure num">
              {shortMeasure(measured)}
              {measured === limit ? null : <span className="limit dim"> / {shortMeasure(limit)}</span>}
            </span>
          </span>
          {metered ? (
            <span role="cell" className="check-used">
              {used === null || used === undefined ? null : <UsedBar used={used} passed={passed} />}
            </span>
          ) : null}
        </div>
      ))}
    </div>
  )
}
