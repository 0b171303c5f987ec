import { describe, expect, it } from 'vitest'
import type { IndicatorRequest, ServiceApis } from '../../../contract/index.ts'
import { InputError } from '../../../domain/index.ts'
import { answerIndicators } from './indicator-routes.ts'

const asked: IndicatorRequest[] = []
const recorder = {
  indicators: () => Promise.resolve(['the list']),
  indicator: (request: IndicatorRequest) => {
    asked.push(request)
    return Promise.resolve('the series')
  },
}
const get = (path: string) =>
  answerIndicators(
    { api: (service) => ({ recorder })[service as 'recorder'] as unknown as ServiceApis[typeof service] },
    new URL(`http://127.0.0.1/api${path}`),
  )

describe('indicators over HTTP', () => {
  it('are listed, and computed for a market in either spelling with every parameter filled in', async () => {
    expect((await get('/indicators/catalog'))?.body).toEqual(['the list'])
    const query = 'exchange=binance&symbol=BTC/USDT&indicator=macd&parameters={"fast":5}&from=60000&limit=7'
    expect((await get(`/indicators/series?${query}`))?.body).toBe('the series')
    expect(asked.at(-1)).toEqual({
      instrument: 'binance:BTC/USDT',
      timeframe: '1m',
      indicator: 'macd',
      parameters: { fast: 5, slow: 26, signal: 9 },
      from: 60_000,
      limit: 7,
    })
    await get('/indicators/series?instrument=a:B/C&indicator=sma&timeframe=4h')
    expect(asked.at(-1)).toMatchObject({ instrument: 'a:B/C', timeframe: '4h', limit: 500 })
    expect(await get('/indicators')).toBeUndefined()
  })

  it.each([
    ['indicator=sma', 'instrument'],
    ['instrument=a:B/C', 'indicator'],
    ['instrument=a:B/C&indicator=spread', 'indicator'],
    ['instrument=a:B/C&indicator=sma&parameters={', 'parameters'],
    ['instrument=a:B/C&indicator=sma&parameters=[3]', 'parameters'],
    ['instrument=a:B/C&indicator=sma&parameters={"period":0}', 'sma.period'],
    ['instrument=a:B/C&indicator=sma&timeframe=2m', 'timeframe'],
    ['instrument=a:B/C&indicator=sma&limit=0', 'limit'],
    ['instrument=a:B/C&indicator=sma&period=5', 'period'],
  ])('say what is wrong with %s', async (query, field) => {
    await expect(get(`/indicators/series?${query}`)).rejects.toSatisfy(
      (error) => error instanceof InputError && error.problem.field === field && error.problem.remedy !== '',
    )
  })
})
