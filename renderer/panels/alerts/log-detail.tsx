import { Copy, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { LogRow } from '../../../core/contract/index.ts'
import { formatDateTime, formatTimeMillis, type Zone } from '../../format/index.ts'

interface LogDetailProps {
  readonly row: LogRow
  readonly zone: Zone
  readonly onCopy: (row: LogRow) => void
  readonly onClose: () => void
}

/** One line whole. */
export function LogDetail({ row, zone, onCopy, onClose }: LogDetailProps): ReactNode {
  const fields = Object.entries(row.fields)
  return (
    <section className="log-detail" aria-label="The line chosen" data-testid="log-detail">
      <header>
        <span className="num dim" title={formatDateTime(row.at, zone)}>
          {formatTimeMillis(row.at, zone)}
        </span>
        <span>{row.service}</span>
        <span className="grow" />
        <button
          type="button"
          className="btn small"
          data-testid="log-copy"
          onClick={() => {
            onCopy(row)
          }}
        >
          <Copy size={10} aria-hidden /> JSON
        </button>
        <button type="button" className="btn ghost small icon" aria-label="Close the line" onClick={onClose}>
          <X size={11} aria-hidden />
        </button>
      </header>
      <div className="log-whole" tabIndex={0} role="region" aria-label="Message and fields">
        <p className="selectable">{row.message}</p>
        {fields.length === 0 ? (
          <p className="dim">No fields</p>
        ) : (
          <dl>
            {fields.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className="selectable">{String(value)}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </section>
  )
}
