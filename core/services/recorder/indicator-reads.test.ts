import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CandleRequest, candleRow, type IndicatorRequest } from '../../contract/index.ts'
import { InputError, millis } from '../../domain/index.ts'
import { computeColumns, FeatureEngine, indicatorById } from '../../features/index.ts'
import { candleIndicators, columnsOf, drawnParameters } from '../../testing/indicator-checks.ts'
import { sampleBars } from '../../testing/indicator-samples.ts'
import { BTC, candleAt } from '../../testing/market-facts.ts'
import { IndicatorReads, indicatorDescriptions } from './indicator-reads.ts'

const COUNT = 900
const CANDLES = sampleBars(COUNT, 11).map((bar) => candleAt(bar.openTime, bar))
const ROWS = CANDLES.map(candleRow)
/** As the rows say, which carry eight decimals. */
const BARS = ROWS.map((row) => ({
  openTime: row.openTime,
  open: Number(row.open),
  high: Number(row.high),
  low: Number(row.low),
  close: Number(row.close),
  volume: Number(row.volume),
}))
const MINUTE = 60_000
const REQUEST: IndicatorRequest = { instrument: BTC.id, timeframe: '1m', indicator: 'ema', limit: 100 }

function reads(rows = ROWS) {
  const asked: CandleRequest[] = []
  const indicators = new IndicatorReads((request) => {
    asked.push(request)
    return rows
      .filter(({ openTime }) => openTime >= (request.from ?? 0) && openTime <= (request.to ?? Infinity))
      .slice(-request.limit)
  })
  return { asked, series: (more: Partial<IndicatorRequest> = {}) => indicators.series({ ...REQUEST, ...more }) }
}

const orNull = (column: Float64Array | undefined, from = 0): (number | null)[] =>
  [...(column ?? []).slice(from)].map((value) => (Number.isNaN(value) ? null : value))

describe('an indicator over recorded bars', () => {
  it('is what the strategies compute, to the bit, for every indicator and any parameters', () => {
    const { series } = reads()
    for (const indicator of candleIndicators()) {
      fc.assert(
        fc.property(drawnParameters(indicator), (drawn) => {
          const parameters = 'anchor' in drawn ? { ...drawn, anchor: 0 } : drawn
          const { id } = indicator.descriptor
          const answer = series({ indicator: id, parameters, limit: COUNT, since: 0 })
          const whole = computeColumns(indicator, columnsOf(BARS), parameters)
          expect(answer.parameters).toEqual(indicator.resolve(parameters))
          expect(answer.time).toEqual(BARS.map(({ openTime }) => openTime))
          expect(Object.keys(answer.outputs)).toEqual(indicator.descriptor.outputs)
          for (const [name, column] of whole) expect([name, answer.outputs[name]]).toEqual([name, orNull(column)])
        }),
        { numRuns: 2 },
      )
    }
  })

  it('ends with the value that the live engine has after the last closed bar', () => {
    const { series } = reads()
    const engine = new FeatureEngine({
      instrument: BTC.id,
      timeframe: '1m',
      requests: [{ indicator: 'rsi', parameters: { period: 9 } }],
    })
    for (const candle of CANDLES) engine.onCandle(candle)
    const live = engine.read('rsi(9)', CANDLES.at(-1)?.receivedTime ?? millis(0)).value
    expect(live).toEqual(expect.any(Number))
    expect(series({ indicator: 'rsi', parameters: { period: 9 }, since: 0 }).outputs['value']?.at(-1)).toBe(live)
  })

  it('feeds bars before the range, says since when, and goes on from there when asked again', () => {
    const { series, asked } = reads()
    const first = series({ from: 600 * MINUTE, limit: 10_000, parameters: { period: 50 } })
    expect(first.time[0]).toBe(600 * MINUTE)
    expect(first.time).toHaveLength(COUNT - 600)
    expect(first.outputs['value']?.[0]).toEqual(expect.any(Number))
    expect(first.since).toBe(300 * MINUTE)
    const since = first.since ?? 0
    const tail = series({ since, limit: 3, parameters: { period: 50 } })
    expect(asked.at(-1)?.from).toBe(since)
    expect(tail.outputs['value']).toEqual(first.outputs['value']?.slice(-3))
  })

  it('has nulls while it warms up and no value is made up for a market without bars', () => {
    const { series } = reads()
    const early = series({ since: 0, from: 0, to: 30 * MINUTE, limit: 100, parameters: { period: 20 } })
    expect(early.outputs['value']?.slice(0, 20)).toEqual([...Array.from({ length: 19 }, () => null), expect.any(Number)])
    expect(reads([]).series()).toMatchObject({ since: null, time: [], outputs: { value: [] }, forming: false })
  })

  it('adds the forming bar as one more, changes nothing before it, and knows one that has closed', () => {
    const { series } = reads()
    const last = ROWS.at(-1) ?? expect.fail('there are rows')
    const { openTime, open, high, low, close, volume } = { ...last, openTime: COUNT * MINUTE, close: last.low }
    const forming = { openTime, open, high, low, close, volume }
    const closed = series()
    const both = series({ forming })
    expect(both.forming).toBe(true)
    expect(both.time.at(-1)).toBe(openTime)
    expect(both.outputs['value']?.slice(0, -1)).toEqual(closed.outputs['value']?.slice(1))
    const all = columnsOf([...BARS, { ...forming, open: +open, high: +high, low: +low, close: +close, volume: +volume }])
    const whole = computeColumns(indicatorById('ema') as Parameters<typeof computeColumns>[0], all)
    expect(series({ forming, since: 0, limit: 1 }).outputs['value']).toEqual(orNull(whole.get('value'), COUNT))
    expect(series({ forming: { ...forming, openTime: last.openTime } })).toEqual(closed)
    expect(series({ forming, to: last.openTime })).toEqual(closed)
  })

  it('feeds whole sessions before the range to what looks back over them', () => {
    const hours = sampleBars(COUNT, 12, 3_600_000).map((bar) => candleRow(candleAt(bar.openTime, bar, '1h')))
    const { series } = reads(hours)
    // The first bar asked for lies late in a session of a week: without a lead of whole sessions the one before is cut.
    const asked = { timeframe: '1h', limit: COUNT - (4 * 168 + 150), parameters: { sessionHours: 168 } }
    for (const indicator of ['pivots', 'vwap'])
      expect(series({ ...asked, indicator }).outputs).toEqual(series({ ...asked, indicator, since: 0 }).outputs)
  })

  it.each<[object, string, string, string]>([
    [{ indicator: 'emma' }, 'indicator', 'emma', 'use one of sma, ema'],
    [{ indicator: 'book-imbalance' }, 'indicator', 'book-imbalance', 'made from candles'],
    [{ parameters: { period: 0 } }, 'ema.period', '0', 'whole number from 1 to'],
    [{ parameters: { length: 5 } }, 'ema.length', '5', 'use one of period'],
    [{ indicator: 'macd', parameters: { fast: 30 } }, 'macd.', '30', ''],
    [{ timeframe: '7m' }, 'timeframe', '7m', 'use one of 1s, 1m'],
    [{ limit: 10_001 }, 'limit', '10001', 'from 1 to 10000'],
    [{ from: -1 }, 'from', '-1', 'milliseconds since 1970'],
    [{ from: 5, to: 4 }, 'to', '4', 'not before from'],
    [{ from: 5, since: 6 }, 'since', '6', 'not after from'],
    [{ instrument: '' }, 'instrument', '', 'market'],
    [{ forming: { openTime: 1, open: 'x', high: '1', low: '1', close: '1', volume: '1' } }, 'forming.open', 'x', 'decimal'],
    [{ colour: 'red' }, 'colour', 'red', 'remove it'],
  ])('refuses %o with field, value and remedy', (more, field, value, remedy) => {
    let problem: unknown
    try {
      reads().series(more)
    } catch (error) {
      problem = error
    }
    expect(problem).toBeInstanceOf(InputError)
    const told = (problem as InputError).problem
    expect(told.field).toContain(field)
    expect(told.value).toContain(value)
    expect(told.remedy).toContain(remedy)
  })
})

describe('the list of indicators', () => {
  it('has all of them, and says which are made from candles and which are prices', () => {
    const list = indicatorDescriptions()
    const byId = new Map(list.map((each) => [each.id, each]))
    expect(list.filter(({ fromCandles }) => fromCandles)).toHaveLength(candleIndicators().length)
    expect(byId.get('bollinger')?.priceOutputs).toEqual(['middle', 'upper', 'lower'])
    expect(byId.get('rsi')).toMatchObject({ priceOutputs: [], bounds: { value: [0, 100] } })
    expect(byId.get('book-imbalance')).toMatchObject({ fromCandles: false })
    expect(JSON.parse(JSON.stringify(list))).toEqual(list)
  })
})
