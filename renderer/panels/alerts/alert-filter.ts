import type { AlertRow } from '../../../core/contract/index.ts'
import { formatDateTime, type Zone } from '../../format/index.ts'

export const LEAST_SEVERITIES = ['all', 'warnings', 'critical'] as const

export interface AlertFilter {
  readonly least: (typeof LEAST_SEVERITIES)[number]
  /** Empty: every source. */
  readonly source: string
  readonly text: string
}

export const NO_FILTER: AlertFilter = { least: 'all', source: '', text: '' }

const RANK: Readonly<Record<AlertRow['severity'], number>> = { info: 0, warning: 1, critical: 2 }

/** The alerts that a filter lets through, newest first. */
export function filteredAlerts(alerts: readonly AlertRow[], { least, source, text }: AlertFilter): readonly AlertRow[] {
  const rank = LEAST_SEVERITIES.indexOf(least)
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return alerts
    .filter((alert) => {
      const said = `${alert.source} ${alert.message}`.toLowerCase()
      return (
        RANK[alert.severity] >= rank && (source === '' || alert.source === source) && words.every((word) => said.includes(word))
      )
    })
    .sort((a, b) => b.at - a.at)
}

export const sourcesOf = (alerts: readonly AlertRow[]): readonly string[] =>
  [...new Set(alerts.map(({ source }) => source))].sort()

/** What was kept of a filter, which may be anything. */
export function parseFilter(kept: unknown): AlertFilter {
  const get = (name: string): unknown => (kept !== null && typeof kept === 'object' ? Reflect.get(kept, name) : undefined)
  const [source, text] = [get('source'), get('text')]
  return {
    least: LEAST_SEVERITIES.find((option) => option === get('least')) ?? NO_FILTER.least,
    source: typeof source === 'string' ? source : '',
    text: typeof text === 'string' ? text : '',
  }
}

/** For the clipboard: one alert a line. */
export const alertLines = (alerts: readonly AlertRow[], zone: Zone): string =>
  alerts.map(({ at, severity, source, message }) => [formatDateTime(at, zone), severity, source, message].join('\t')).join('\n')
