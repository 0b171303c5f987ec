import { Copy } from 'lucide-react'
import type { ReactNode } from 'react'
import type { LogRow } from '../../../core/contract/index.ts'
import { formatDateTime, formatTimeMillis, type Zone } from '../../format/index.ts'
import type { Column } from '../../ui/index.ts'
import { fieldsText } from './log-filter.ts'
import { LEVELS } from './log-level.ts'

function Level({ level }: Pick<LogRow, 'level'>): ReactNode {
  const { icon: Icon, tone } = LEVELS[level]
  return (
    <span className={`inline ${tone}`}>
      <Icon size={11} aria-hidden /> {level}
    </span>
  )
}

export const logColumns = (zone: Zone, onCopy: (row: LogRow) => void): readonly Column<LogRow>[] => [
  {
    id: 'time',
    title: 'Time',
    width: '100px',
    className: 'dim',
    hint: ({ at }) => formatDateTime(at, zone),
    cell: ({ at }) => <span className="num">{formatTimeMillis(at, zone)}</span>,
  },
  { id: 'level', title: 'Level', width: '62px', cell: ({ level }) => <Level level={level} /> },
  { id: 'service', title: 'Service', width: '68px', from: 380, className: 'dim', cell: ({ service }) => service },
  {
    id: 'message',
    title: 'Line',
    width: 'minmax(80px, 1fr)',
    className: ({ level }) => (level === 'debug' ? 'dim' : ''),
    hint: (row) => [`${row.service}: ${row.message}`, fieldsText(row)].filter(Boolean).join('\n'),
    cell: (row) => (
      <>
        {row.message} <span className="log-fields">{fieldsText(row)}</span>
      </>
    ),
  },
  {
    id: 'copy',
    title: '',
    width: '28px',
    from: 300,
    className: 'log-copy',
    cell: (row) => (
      <button
        type="button"
        className="btn ghost small icon"
        aria-label="Copy the line as JSON"
        title="Copy the line as JSON"
        onClick={(event) => {
          event.stopPropagation()
          onCopy(row)
        }}
      >
        <Copy size={10} aria-hidden />
      </button>
    ),
  },
]
