import type { ReactNode } from 'react'
import type { BreakerRow } from '../../../core/contract/index.ts'
import { resetOf, ruleAbout, ruleTitle } from './rule-words.ts'
import { shortMeasure } from './limit-order.ts'

const STATE: Readonly<Record<BreakerRow['state'], { readonly word: string; readonly about: string }>> = {
  ready: { word: 'ready', about: 'Its limit is kept' },
  tripped: { word: 'TRIPPED', about: 'It halted trading' },
  blocked: { word: 'WOULD TRIP', about: 'Trading is halted already; re-arming would halt it again at once' },
}

/** What halts trading by itself, and what ends it. */
export function Breakers({ rows }: { readonly rows: readonly BreakerRow[] }): ReactNode {
  return (
    <section className="risk-section" aria-label="Circuit breakers">
      <h4>Circuit breakers</h4>
      <div role="table" aria-label="Circuit breakers" data-testid="risk-breakers">
        {rows.map(({ code, state, measured, limit }) => (
          <div key={code} className="breaker-row" role="row" data-state={state}>
            <span role="rowheader" title={ruleAbout(code)}>
              {ruleTitle(code)}
            </span>
            <span role="cell" className={state === 'ready' ? 'tag' : 'tag danger'} title={STATE[state].about}>
              {STATE[state].word}
            </span>
            <span role="cell" className="num right" title={`measured ${measured}, limit ${limit}`}>
              {shortMeasure(measured)} <span className="dim">/ {shortMeasure(limit)}</span>
            </span>
            <span role="cell" className="breaker-reset dim">
              {resetOf(code)}
            </span>
          </div>
        ))}
      </div>
    </section>
  )
}
