import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChannelRow, MetricRow } from '../../../core/contract/index.ts'
import {
  budgetTone,
  feedFigures,
  figureOf,
  hitRate,
  recorderFigures,
  toneOf,
  type VenueHealth,
  venuesOf,
} from './health-figures.ts'

const row = (name: string, value: number, unit: MetricRow['unit'], threshold?: MetricRow['threshold']): MetricRow => ({
  name,
  value,
  unit,
  at: 0,
  ...(threshold === undefined ? {} : { threshold }),
})
const mapOf = (...rows: readonly MetricRow[]): ReadonlyMap<string, MetricRow> => new Map(rows.map((each) => [each.name, each]))
const above = { worse: 'above', target: 10, alert: 100 } as const
const below = { worse: 'below', target: 0.8, alert: 0.5 } as const

const channel = (exchange: string, rest: Partial<ChannelRow> = {}): ChannelRow => ({
  exchange,
  instrument: `${exchange}:BTC/USDT`,
  channel: 'book',
  lastReceivedAt: 0,
  limit: 5_000,
  messages: 0,
  rejected: 0,
  gaps: 0,
  resyncs: 0,
  latency: 0,
  sequenceCheck: true,
  clockOffset: 4,
  clockOffsetLimit: 1_000,
  ...rest,
})

describe('the colour of a number', () => {
  it.each([
    [10, above, ''],
    [10.1, above, 'warn'],
    [100, above, 'warn'],
    [100.1, above, 'danger'],
    [0.8, below, ''],
    [0.79, below, 'warn'],
    [0.5, below, 'warn'],
    [0.49, below, 'danger'],
    [1e9, undefined, ''],
  ] as const)('%d of %o is "%s"', (value, threshold, tone) => {
    expect(toneOf(row('x', value, 'ms', threshold))).toBe(tone)
  })
})

describe('a figure', () => {
  it('says what it means and what it is judged by, in its own unit', () => {
    const [, , , , , hits] = feedFigures(mapOf(row('feed.cache.market', 0.4567, 'ratio', below)))
    expect(hits).toMatchObject({ text: '45.7%', tone: 'danger' })
    expect(hits?.hint).toMatch(/fresh\. Target at least 80\.0%, alert below 50\.0%$/)
  })

  it('is missing, and says so, until it is measured; it is never zero', () => {
    for (const figure of [...feedFigures(new Map()), ...recorderFigures(new Map())])
      expect(figure).toMatchObject({ text: '–', tone: 'dim', hint: expect.stringMatching(/Not known yet$/) as string })
  })

  it('warns of any loss, and writes spans and sizes so that they are read at a glance', () => {
    const shown = recorderFigures(
      mapOf(
        row('recorder.bytes', 1.243e9, 'bytes'),
        row('recorder.full.days', 21.5, 'count'),
        row('recorder.dropped', 1, 'count'),
        row('recorder.commit.p95', 145, 'ms', above),
      ),
    )
    const of = (id: string): unknown => shown.find((figure) => figure.id === id)
    expect(of('recorder.bytes')).toMatchObject({ text: '1.24 GB', tone: '' })
    expect(of('recorder.full.days')).toMatchObject({ text: '21 d 12 h' })
    expect(of('recorder.dropped')).toMatchObject({ text: '1', tone: 'warn' })
    expect(of('recorder.commit.p95')).toMatchObject({ text: '145 ms', tone: 'danger' })
    const full = (days: number): string | undefined =>
      recorderFigures(mapOf(row('recorder.full.days', days, 'count'))).find(({ id }) => id === 'recorder.full.days')?.text
    expect([full(0.05), full(1_234), full(3e6)]).toEqual(['1 h 12 m', '1,234 d', '> 10,000 d'])
  })

  it('is always a plain number', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e15, noNaN: true }), (value) => {
        const figure = figureOf(mapOf(row('recorder.full.days', value, 'count')), {
          name: 'recorder.full.days',
          label: '',
          hint: '',
        })
        expect(figure.text).not.toMatch(/NaN|Infinity|e\+/)
      }),
    )
  })
})

describe('venues', () => {
  const budget = (exchange: string, used: number): readonly MetricRow[] => [
    row(`feed.budget.used.${exchange}`, used, 'count'),
    row(`feed.budget.limit.${exchange}`, 100, 'count'),
    row(`feed.budget.reserved.${exchange}`, 30, 'count'),
    row(`feed.budget.waiting.${exchange}`, 0, 'count'),
    row(`feed.budget.closed.${exchange}`, 0, 'ms'),
    row(`feed.clock.uncertainty.${exchange}`, 2, 'ms'),
  ]

  it('are one row each, by name, with their own budget and clock', () => {
    const channels = [channel('okx'), channel('binance', { channel: 'trades' }), channel('binance')]
    const rows = venuesOf(channels, mapOf(...budget('binance', 20)))
    expect(rows.map(({ exchange }) => exchange)).toEqual(['binance', 'okx'])
    expect(rows[0]).toMatchObject({ used: 20, limit: 100, reserved: 30, offset: 4, uncertainty: 2, offsetLimit: 1_000 })
    expect(rows[1]).toMatchObject({ used: undefined, limit: undefined, uncertainty: undefined })
  })

  it('forget the uncertainty of a clock that is not known any more', () => {
    const [venue] = venuesOf([channel('plain', { clockOffset: null, sequenceCheck: false })], mapOf(...budget('plain', 1)))
    expect(venue).toMatchObject({ offset: undefined, uncertainty: undefined, sequenceCheck: false })
  })

  it('show a budget that is spent, waited for or shut', () => {
    const [well] = venuesOf([channel('binance')], mapOf(...budget('binance', 70)))
    const venue = well as VenueHealth
    expect(budgetTone(venue)).toBe('')
    expect(budgetTone({ ...venue, used: 71 })).toBe('warn')
    expect(budgetTone({ ...venue, waiting: 1 })).toBe('warn')
    expect(budgetTone({ ...venue, waiting: 1, closed: 500 })).toBe('danger')
    expect(budgetTone({ ...venue, used: undefined })).toBe('')
  })
})

describe('the hit rate', () => {
  const reads = { tier: 'price', freshFor: 1_000, entries: 1 } as const
  it('counts stale answers as reads, and is not known before the first', () => {
    expect(hitRate({ ...reads, hits: 3, stale: 1, misses: 0 })).toBe(0.75)
    expect(hitRate({ ...reads, hits: 0, stale: 0, misses: 0 })).toBeUndefined()
  })
})
