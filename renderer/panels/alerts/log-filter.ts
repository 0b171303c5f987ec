import { isAtLeast, LOG_LEVELS, type LogRow } from '../../../core/contract/index.ts'

export interface LogFilter {
  readonly least: LogRow['level']
  /** Empty: every service. */
  readonly service: string
  readonly text: string
}

export const NO_LOG_FILTER: LogFilter = { least: 'debug', service: '', text: '' }

/** What a line says beside its message: `market=binance:BTC/USDT missing=3`. */
export const fieldsText = ({ fields }: Pick<LogRow, 'fields'>): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ')

/** The lines that a filter lets through, newest first; `rows` in the order in which they came. */
export function filteredLogs(rows: readonly LogRow[], { least, service, text }: LogFilter): readonly LogRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const has = (row: LogRow): boolean => {
    if (words.length === 0) return true
    const said = `${row.service} ${row.message} ${fieldsText(row)}`.toLowerCase()
    return words.every((word) => said.includes(word))
  }
  return rows
    .filter((row) => isAtLeast(row.level, least) && (service === '' || row.service === service) && has(row))
    .reverse()
    .sort((a, b) => b.at - a.at)
}

/** The rows that came after those that are held; all of them where none of these is left. */
export function newerThan(rows: readonly LogRow[], held: readonly LogRow[]): readonly LogRow[] {
  const last = held.at(-1)?.id
  return rows.slice(rows.findLastIndex(({ id }) => id === last) + 1)
}

export const servicesOf = (rows: readonly LogRow[]): readonly string[] => [...new Set(rows.map(({ service }) => service))].sort()

/** One line of JSON. */
export const jsonLine = ({ at, level, service, message, fields }: LogRow): string =>
  JSON.stringify({ time: new Date(at).toISOString(), level, service, message, fields })

/** What was kept of a filter, which may be anything. */
export function parseLogFilter(kept: unknown): LogFilter {
  const get = (name: string): unknown => (kept !== null && typeof kept === 'object' ? Reflect.get(kept, name) : undefined)
  const [service, text] = [get('service'), get('text')]
  return {
    least: LOG_LEVELS.find((level) => level === get('least')) ?? NO_LOG_FILTER.least,
    service: typeof service === 'string' ? service : '',
    text: typeof text === 'string' ? text : '',
  }
}
