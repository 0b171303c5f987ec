import { describe, expect, it } from 'vitest'
import type { FormingBar, IndicatorRequest, IndicatorSeries } from '../../../core/contract/index.ts'
import { InputError } from '../../../core/domain/index.ts'
import { ManualClock } from '../../dev/manual-clock.ts'
import { IndicatorFeed, type WantedIndicator } from './indicator-feed.ts'

const MINUTE = 60_000
const ema: WantedIndicator = { key: 'a', indicator: 'ema', parameters: { period: 20 } }
const forming = (minute: number, close = '1'): FormingBar => ({
  openTime: minute * MINUTE,
  open: '1',
  high: '1',
  low: '1',
  close,
  volume: '1',
})

interface Question {
  readonly request: IndicatorRequest
  readonly answer: (series?: Partial<IndicatorSeries>) => void
  readonly fail: (error: Error) => void
}

function feed() {
  const clock = new ManualClock()
  const open: Question[] = []
  const all: IndicatorRequest[] = []
  const told: [string, boolean][] = []
  const problems: [string, string | undefined][] = []
  const indicators = new IndicatorFeed({
    instrument: 'demo:BTC/USDT',
    timeframe: '1m',
    clock,
    ask: (request) => {
      all.push(request)
      return new Promise((resolve, reject) => {
        const series = { indicator: request.indicator, parameters: {}, since: 5 * MINUTE, time: [], outputs: {}, forming: false }
        open.push({
          request,
          answer: (more = {}) => {
            resolve({ ...series, ...more })
          },
          fail: reject,
        })
      })
    },
    onSeries: (key, _series, whole) => told.push([key, whole]),
    onProblem: (key, problem) => problems.push([key, problem]),
  })
  const next = (): Question => open.shift() ?? expect.fail('nothing was asked')
  return { clock, open, all, told, problems, indicators, next }
}

describe('the indicators of a chart', () => {
  it('are asked for whole once there are bars, from the first of them', async () => {
    const { indicators, next, all, told, clock, problems } = feed()
    indicators.want([ema])
    expect(all).toEqual([])
    indicators.bars(7 * MINUTE)
    const { request, answer } = next()
    expect(request).toMatchObject({ indicator: 'ema', parameters: { period: 20 }, from: 7 * MINUTE, limit: 10_000 })
    answer()
    await clock.advance(0)
    expect(told).toEqual([['a', true]])
    expect(problems).toEqual([['a', undefined]])
  })

  it('go on with the forming bar at most once a second, from where the whole began, and not while nothing moves', async () => {
    const { indicators, next, all, told, clock } = feed()
    indicators.bars(7 * MINUTE)
    indicators.want([ema])
    next().answer()
    await clock.advance(3_000)
    expect(all).toHaveLength(1)
    for (let tick = 0; tick < 50; tick += 1) {
      indicators.newest(forming(9, String(tick)))
      await clock.advance(10)
    }
    await clock.advance(1_000)
    expect(all).toHaveLength(2)
    const { request, answer } = next()
    expect(request).toMatchObject({ since: 5 * MINUTE, limit: 20, forming: { close: '49' } })
    expect(request.from).toBeUndefined()
    answer()
    await clock.advance(5_000)
    expect(told.at(-1)).toEqual(['a', false])
    expect(all).toHaveLength(2)
    indicators.newest(undefined)
    await clock.advance(1_000)
    expect(next().request.forming).toBeUndefined()
  })

  it('have one question open at a time, and older bars that came meanwhile are asked for after it', async () => {
    const { indicators, next, all, told, clock } = feed()
    indicators.bars(7 * MINUTE)
    indicators.want([ema])
    indicators.newest(forming(9))
    indicators.bars(3 * MINUTE)
    await clock.advance(4_000)
    expect(all).toHaveLength(1)
    next().answer()
    await clock.advance(0)
    expect(next().request).toMatchObject({ from: 3 * MINUTE, limit: 10_000 })
    expect(told).toEqual([['a', true]])
  })

  it('take up changed parameters at once and drop the answer to the old ones', async () => {
    const { indicators, next, told, clock, open } = feed()
    indicators.bars(0)
    indicators.want([ema])
    const old = next()
    indicators.want([{ ...ema, parameters: { period: 50 } }])
    const { request, answer } = next()
    expect(request.parameters).toEqual({ period: 50 })
    old.answer()
    await clock.advance(0)
    expect(told).toEqual([])
    answer()
    await clock.advance(0)
    expect(told).toEqual([['a', true]])
    indicators.want([{ ...ema, parameters: { period: 50 } }])
    expect(open).toEqual([])
  })

  it('say why they are refused and ask no more; what failed otherwise is asked again, whole', async () => {
    const { indicators, next, all, problems, clock } = feed()
    indicators.bars(0)
    indicators.want([ema, { ...ema, key: 'b', indicator: 'macd' }])
    next().fail(new InputError({ field: 'ema.period', value: '0', remedy: 'give more' }))
    next().fail(new Error('no answer from indicator'))
    await clock.advance(0)
    expect(problems).toEqual([
      ['a', 'ema.period: 0: give more'],
      ['b', 'no answer from indicator'],
    ])
    indicators.newest(forming(9))
    await clock.advance(2_900)
    expect(all).toHaveLength(2)
    await clock.advance(200)
    expect(all).toHaveLength(3)
    expect(next().request).toMatchObject({ indicator: 'macd', from: 0 })
  })

  it('keep what they have while the recorder does not answer', async () => {
    const { indicators, next, problems, clock } = feed()
    indicators.bars(0)
    indicators.want([ema])
    next().answer()
    await clock.advance(0)
    indicators.newest(forming(9))
    await clock.advance(1_000)
    next().fail(new Error('not connected'))
    await clock.advance(5_000)
    expect(problems).toEqual([['a', undefined]])
    expect(next().request).toMatchObject({ from: 0, limit: 10_000 })
  })

  it('tell nothing after the end', async () => {
    const { indicators, next, told, all, clock } = feed()
    indicators.bars(0)
    indicators.want([ema])
    const { answer } = next()
    indicators.end()
    answer()
    indicators.newest(forming(1))
    await clock.advance(10_000)
    expect(told).toEqual([])
    expect(all).toHaveLength(1)
  })
})
