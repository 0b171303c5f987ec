import { Check, CircleDashed, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { GateView } from '../../../core/contract/index.ts'

/** Codes of the gate in words; one that is not here is shown as it is. */
const WORDS: Readonly<Record<string, string>> = {
  keys: 'Keys',
  'key-permissions': 'Key permissions',
  permissions: 'Key permissions',
  balances: 'Balances',
  clock: 'Clock',
  'market-data': 'Market data',
  link: 'Account stream',
  journal: 'Journal',
  reconciled: 'Books equal the venue',
}

const wordsOf = (code: string): string => WORDS[code] ?? code.replaceAll('-', ' ')

function Row({ code, measured, limit, passed }: GateView['checks'][number]): ReactNode {
  return (
    <li className="gate-check" data-passed={passed} data-testid={`gate-${code}`}>
      {passed ? <Check size={13} aria-label="passed" /> : <X size={13} aria-label="not passed" />}
      <b>{wordsOf(code)}</b>
      <span className="gate-measured">{measured}</span>
      <span className="dim">{limit}</span>
    </li>
  )
}

export function GateChecks({ view, running }: { readonly view: GateView | undefined; readonly running: boolean }): ReactNode {
  if (view === undefined || view.checks.length === 0)
    return (
      <p className="gate-waiting" role="status">
        <CircleDashed size={13} className={running ? 'spin' : ''} aria-hidden />
        {running ? 'Opening the account and running the checks' : 'The checks have not run yet'}
      </p>
    )
  return (
    <ul className="gate-checks" aria-busy={running} data-running={running}>
      {view.checks.map((check) => (
        <Row key={check.code} {...check} />
      ))}
      {view.warnings.map((warning) => (
        <li key={warning} className="gate-check" data-passed="warning">
          <span aria-hidden>!</span>
          <b>Know this</b>
          <span className="gate-measured">{warning}</span>
        </li>
      ))}
    </ul>
  )
}
