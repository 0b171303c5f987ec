import { describe, expect, it } from 'vitest'
import type { AlertRow } from '../../../core/contract/index.ts'
import {
  acknowledge,
  acknowledgeAll,
  alertMarksStore,
  isAcknowledged,
  isUnread,
  parseAlertMarks,
  toggleMute,
} from '../../stores/alert-marks.ts'
import { alertLines, filteredAlerts, NO_FILTER, parseFilter, sourcesOf } from './alert-filter.ts'

const alert = (
  id: string,
  at: number,
  severity: AlertRow['severity'],
  source = 'feed',
  message = 'the book lost 3 updates',
): AlertRow => ({
  id,
  at,
  severity,
  source,
  message,
})
const ALERTS = [
  alert('1', 10, 'info'),
  alert('2', 20, 'warning', 'host', 'the feed was restarted'),
  alert('3', 30, 'critical', 'trader'),
]
const ids = (rows: readonly AlertRow[]): string => rows.map(({ id }) => id).join()

const memory = () => {
  const kept = new Map<string, string>()
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) }
}

describe('the alerts', () => {
  it('are filtered by severity, source and words, newest first', () => {
    expect(ids(filteredAlerts(ALERTS, NO_FILTER))).toBe('3,2,1')
    expect(ids(filteredAlerts(ALERTS, { ...NO_FILTER, least: 'warnings' }))).toBe('3,2')
    expect(ids(filteredAlerts(ALERTS, { ...NO_FILTER, source: 'host' }))).toBe('2')
    expect(ids(filteredAlerts(ALERTS, { ...NO_FILTER, text: ' BOOK lost' }))).toBe('3,1')
    expect(ids(filteredAlerts(ALERTS, { ...NO_FILTER, text: 'feed' }))).toBe('2,1')
    expect(sourcesOf(ALERTS)).toEqual(['feed', 'host', 'trader'])
  })

  it('are copied one a line', () => {
    expect(alertLines([alert('1', 0, 'info')], 'utc')).toBe('1970-01-01 00:00:00\tinfo\tfeed\tthe book lost 3 updates')
  })

  it.each([undefined, null, 5, { least: 'x', source: 4, text: [] }])('keep the first filter for %j', (kept) => {
    expect(parseFilter(kept)).toEqual(NO_FILTER)
  })
})

describe('what was dealt with', () => {
  const unread = (store: ReturnType<typeof alertMarksStore>): string =>
    ids(ALERTS.filter((row) => isUnread(store.getState(), row)))

  it('counts neither information nor what was acknowledged, and is found again', () => {
    const storage = memory()
    const store = alertMarksStore(storage)
    expect(unread(store)).toBe('2,3')
    acknowledge(store, '3')
    expect(unread(store)).toBe('2')
    expect(unread(alertMarksStore(storage))).toBe('2')
    acknowledgeAll(store, ALERTS)
    expect(unread(store)).toBe('')
    expect(isAcknowledged(store.getState(), alert('4', 31, 'warning'))).toBe(false)
    expect(isUnread(store.getState(), alert('4', 31, 'warning'))).toBe(true)
  })

  it('mutes a source but never what is critical', () => {
    const store = alertMarksStore(memory())
    toggleMute(store, 'host')
    toggleMute(store, 'trader')
    expect(unread(store)).toBe('3')
    toggleMute(store, 'host')
    expect(unread(store)).toBe('2,3')
  })

  it.each(['', '{', '[]', '5', '{"until":"x","acknowledged":5,"muted":{}}'])('reads %j as nothing', (text) => {
    expect(parseAlertMarks(text)).toEqual({ until: 0, acknowledged: [], muted: [] })
  })
})
