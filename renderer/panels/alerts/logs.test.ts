import { describe, expect, it } from 'vitest'
import type { LogRow } from '../../../core/contract/index.ts'
import { heldWith } from './hold.ts'
import { fieldsText, filteredLogs, jsonLine, NO_LOG_FILTER, newerThan, parseLogFilter, servicesOf } from './log-filter.ts'

const row = (id: number, change: Partial<LogRow> = {}): LogRow => ({
  id: `l${String(id)}`,
  at: id * 10,
  level: 'info',
  service: 'feed',
  message: 'book resynced',
  fields: {},
  ...change,
})
const ROWS = [
  row(1, { level: 'debug' }),
  row(2, { service: 'trader', fields: { order: 'A-7', left: '0.5' } }),
  row(3, { level: 'warn', message: 'slow disk' }),
  row(4, { level: 'error', service: 'trader' }),
]
const ids = (rows: readonly LogRow[] | undefined): string => (rows ?? []).map(({ id }) => id).join()

describe('the log lines', () => {
  it('are filtered by level, service and words, in their fields too, newest first', () => {
    expect(ids(filteredLogs(ROWS, NO_LOG_FILTER))).toBe('l4,l3,l2,l1')
    expect(ids(filteredLogs(ROWS, { ...NO_LOG_FILTER, least: 'warn' }))).toBe('l4,l3')
    expect(ids(filteredLogs(ROWS, { ...NO_LOG_FILTER, service: 'trader' }))).toBe('l4,l2')
    expect(ids(filteredLogs(ROWS, { ...NO_LOG_FILTER, text: ' RESYNCED trader ' }))).toBe('l4,l2')
    expect(ids(filteredLogs(ROWS, { ...NO_LOG_FILTER, text: 'order=a-7' }))).toBe('l2')
    expect(servicesOf(ROWS)).toEqual(['feed', 'trader'])
  })

  it('stand by time, and those of one millisecond as they came', () => {
    const late = [row(1, { at: 50 }), row(2, { at: 50 }), row(3, { at: 40 })]
    expect(ids(filteredLogs(late, NO_LOG_FILTER))).toBe('l2,l1,l3')
  })

  it('are copied as JSON', () => {
    expect(fieldsText(ROWS[1] ?? row(0))).toBe('order=A-7 left=0.5')
    expect(JSON.parse(jsonLine(ROWS[1] ?? row(0)))).toEqual({
      time: '1970-01-01T00:00:00.020Z',
      level: 'info',
      service: 'trader',
      message: 'book resynced',
      fields: { order: 'A-7', left: '0.5' },
    })
  })

  it.each([undefined, null, 5, { least: 'x', service: 4, text: [] }])('keep the first filter for %j', (kept) => {
    expect(parseLogFilter(kept)).toEqual(NO_LOG_FILTER)
  })

  it('find a kept filter again', () => {
    const filter = { least: 'warn', service: 'feed', text: 'book' } as const
    expect(parseLogFilter(JSON.parse(JSON.stringify(filter)))).toEqual(filter)
  })
})

describe('lines that stand still', () => {
  it('are those of the moment when the first reason came, until the last is gone', () => {
    const pointed = heldWith(undefined, 'pointer', true, ROWS.slice(0, 2))
    expect(ids(pointed?.rows)).toBe('l1,l2')
    const both = heldWith(pointed, 'scrolled', true, ROWS)
    expect(ids(both?.rows)).toBe('l1,l2')
    const scrolled = heldWith(both, 'pointer', false, ROWS)
    expect(ids(scrolled?.rows)).toBe('l1,l2')
    expect(heldWith(scrolled, 'scrolled', false, ROWS)).toBeUndefined()
  })

  it('are as they were when a reason is told twice', () => {
    const held = heldWith(undefined, 'pointer', true, ROWS)
    expect(heldWith(held, 'pointer', true, [])).toBe(held)
    expect(heldWith(undefined, 'pointer', false, ROWS)).toBeUndefined()
  })

  it('say how many came since, also when none of them is kept any more', () => {
    expect(ids(newerThan(ROWS, ROWS.slice(0, 2)))).toBe('l3,l4')
    expect(ids(newerThan(ROWS, ROWS))).toBe('')
    expect(ids(newerThan(ROWS, [row(90), row(91)]))).toBe('l1,l2,l3,l4')
    expect(ids(newerThan(ROWS, []))).toBe('l1,l2,l3,l4')
  })
})
