import { describe, expect, it } from 'vitest'
import { CallLost, type ChannelRow, type ServiceApis, type ServiceRow } from '../../../contract/index.ts'
import { answerGet, type GatewayApis } from './routes.ts'

const exchange = (id: string) => ({ id, endpoint: '', symbols: ['BTC/USDT'] })
const channel = (id: string, clockOffset: number | null, sequenceCheck: boolean) => ({
  exchange: id,
  clockOffset,
  sequenceCheck,
})

/** The status over a feed in the given state that answers with these channels. */
async function exchangesOf(state: ServiceRow['state'], channels: () => Promise<unknown>): Promise<unknown> {
  const apis: Record<string, unknown> = {
    host: {
      status: () => Promise.resolve({ services: [{ service: 'feed', state }], exchanges: [exchange('a'), exchange('b')] }),
    },
    feed: { channels },
  }
  const answer = await answerGet(
    { api: (service) => apis[service] as ServiceApis[typeof service] },
    new URL('http://127.0.0.1/api/status'),
  )
  expect(answer?.status).toBe(200)
  return (answer?.body as { exchanges: unknown }).exchanges
}

describe('the status', () => {
  const rows = [channel('b', -12, true), channel('a', null, false)] as unknown as readonly ChannelRow[]
  const unknown = { clockOffset: null, sequenceCheck: null }

  it('adds to each exchange its own clock offset and sequence check', async () => {
    expect(await exchangesOf('running', () => Promise.resolve(rows))).toEqual([
      { ...exchange('a'), clockOffset: null, sequenceCheck: false },
      { ...exchange('b'), clockOffset: -12, sequenceCheck: true },
    ])
  })

  it('is told all the same while the feed is down, and does not wait for a feed that starts', async () => {
    const lost = (): Promise<never> => Promise.reject(new CallLost('feed', 'the service is down'))
    const never = (): Promise<never> => new Promise(() => undefined)
    const bare = [
      { ...exchange('a'), ...unknown },
      { ...exchange('b'), ...unknown },
    ]
    expect(await exchangesOf('running', lost)).toEqual(bare)
    for (const state of ['starting', 'restarting', 'failed', 'stopped'] as const)
      expect(await exchangesOf(state, never)).toEqual(bare)
  })

  it('does not hide a fault of the feed', async () => {
    await expect(exchangesOf('running', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  })
})

describe('the account and its risk', () => {
  const asked: unknown[] = []
  const trader = {
    performance: (query: unknown) => {
      asked.push(query)
      return Promise.resolve({ sequence: 7 })
    },
    risk: () => Promise.resolve({ halt: null }),
  }
  const apis = { api: () => trader as unknown as ServiceApis[keyof ServiceApis] } as unknown as GatewayApis
  const get = (path: string) => answerGet(apis, new URL(path, 'http://127.0.0.1/'))

  it('are asked of the trader for a stretch of time', async () => {
    expect(await get('/api/portfolio/performance?from=5&to=9&points=100')).toEqual({ status: 200, body: { sequence: 7 } })
    expect(await get('/api/portfolio/performance')).toMatchObject({ status: 200 })
    expect(asked).toEqual([{ from: 5, to: 9, points: 100 }, { points: 1_000 }])
    expect(await get('/api/risk')).toEqual({ status: 200, body: { halt: null } })
  })

  it.each(['from=yesterday', 'to=-1', 'points=3', 'points=5001'])('%s is refused', async (query) => {
    await expect(get(`/api/portfolio/performance?${query}`)).rejects.toThrow('use a whole number from')
  })
})
