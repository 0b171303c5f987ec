import type { CSSProperties, ReactNode } from 'react'
import type { RiskRow } from '../../../core/contract/index.ts'
import { MISSING } from '../../format/index.ts'
import { SymbolName } from '../symbol.tsx'
import { type MatrixCell, matrixOf } from './matrix.ts'

function Cell({ cell }: { readonly cell: MatrixCell }): ReactNode {
  if (cell === 'self')
    return (
      <td className="num dim self" title="Itself">
        1
      </td>
    )
  const correlation = cell?.correlation ?? null
  const samples = cell?.samples ?? 0
  if (correlation === null)
    return (
      <td className="num dim" title={`Not known: ${String(samples)} minutes in common. It counts as 1.`}>
        {MISSING}
      </td>
    )
  const shade = { '--heat': `${String(Math.round(Math.abs(correlation) * 46))}%` } as CSSProperties
  return (
    <td
      className="num"
      data-sign={correlation < 0 ? 'minus' : 'plus'}
      style={shade}
      title={`${String(correlation)}, one-minute returns over ${String(samples)} minutes`}
    >
      {correlation.toFixed(2)}
    </td>
  )
}

/** How what is held moves together, with the markets of waiting signals: numbers first, shade second. */
export function Correlation({ risk }: { readonly risk: RiskRow }): ReactNode {
  const { related, relations } = risk
  const lines = matrixOf(related, relations)
  return (
    <section className="risk-section" aria-label="Correlation">
      <h4>
        Correlation <span className="dim">one-minute returns, four hours at most</span>
      </h4>
      {related.length < 2 ? (
        <p className="dim risk-note">
          {related.length === 0 ? 'Nothing is held.' : 'One market is held: there is nothing to compare it with.'}
        </p>
      ) : (
        <div className="matrix-scroll" tabIndex={0} role="region" aria-label="Correlations">
          <table className="matrix" data-testid="risk-correlation">
            <thead>
              <tr>
                <td />
                {related.map(({ instrument, held }) => (
                  <th key={instrument} scope="col" data-held={held}>
                    <SymbolName id={instrument} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {related.map(({ instrument, held }, line) => (
                <tr key={instrument}>
                  <th scope="row" data-held={held} title={held ? instrument : `${instrument}: of a signal that waits`}>
                    <SymbolName id={instrument} />
                    {held ? null : ' ?'}
                  </th>
                  {lines[line]?.map((cell, column) => (
                    <Cell key={related[column]?.instrument ?? column} cell={cell} />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
