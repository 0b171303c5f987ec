import { type ReactNode, useState } from 'react'
import type { DifferenceRow } from '../../../core/contract/index.ts'
import { SHORTEST_REASON } from '../../../core/domain/index.ts'
import { useTerminal } from '../../stores/index.ts'
import { settle } from './mode-actions.ts'

const MEANS: Readonly<Record<string, string>> = {
  adopt: 'Adopt: our books take over what the venue says',
  flatten: 'Flatten: the order is cancelled, the position sold at market',
  ignore: 'Ignore: nothing is done; your reason is kept',
}

function Difference({ row }: { readonly row: DifferenceRow }): ReactNode {
  const terminal = useTerminal()
  const [reason, setReason] = useState('')
  return (
    <li className="gate-difference" data-testid="gate-difference">
      <div className="gate-sides">
        <b>{row.key}</b>
        <span className="tag">{row.kind.replaceAll('-', ' ')}</span>
      </div>
      <div className="gate-sides">
        <span className="label">Here</span>
        <span>{row.here}</span>
      </div>
      <div className="gate-sides">
        <span className="label">Venue</span>
        <span>{row.there}</span>
      </div>
      <div className="gate-settle">
        <input
          className="input"
          aria-label={`Reason for ${row.key}`}
          placeholder="Reason, kept with the decision"
          value={reason}
          onChange={(event) => {
            setReason(event.target.value)
          }}
        />
        {row.settlements.map((settlement) => {
          const lacking = settlement === 'ignore' && reason.trim().length < SHORTEST_REASON
          return (
            <button
              key={settlement}
              type="button"
              className="btn small"
              disabled={lacking}
              title={lacking ? 'Give a reason first' : MEANS[settlement]}
              data-testid={`settle-${settlement}`}
              onClick={() => {
                settle(terminal, row.key, settlement, reason.trim())
              }}
            >
              {settlement}
            </button>
          )
        })}
      </div>
    </li>
  )
}

export function GateDifferences({ rows }: { readonly rows: readonly DifferenceRow[] }): ReactNode {
  if (rows.length === 0) return null
  return (
    <section aria-label="Differences to settle">
      <h3>
        {String(rows.length)} difference{rows.length === 1 ? '' : 's'} between these books and the venue
      </h3>
      <ul className="gate-differences">
        {rows.map((row) => (
          <Difference key={row.key} row={row} />
        ))}
      </ul>
    </section>
  )
}
