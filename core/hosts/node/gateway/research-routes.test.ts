import { describe, expect, it } from 'vitest'
import type { ResearchApi, ServiceApis } from '../../../contract/index.ts'
import { InputError } from '../../../domain/index.ts'
import { answerResearch, orderResearch } from './research-routes.ts'

/** Keeps what it was asked, and answers with what the test gives. */
function apisWith(answers: Partial<Record<keyof ResearchApi, unknown>>) {
  const calls: unknown[][] = []
  const research = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      name,
      (...given: unknown[]) => {
        calls.push([name, ...given])
        return Promise.resolve(answer)
      },
    ]),
  )
  return { calls, apis: { api: <S extends keyof ServiceApis>(): ServiceApis[S] => research as unknown as ServiceApis[S] } }
}
const at = (path: string): URL => new URL(`http://127.0.0.1${path}`)

describe('research over HTTP', () => {
  it('lists runs, promotions and the schedule, and gives reports', async () => {
    const { apis, calls } = apisWith({ runs: ['r'], report: { trades: [] }, promotions: ['p'], schedule: { next: 5 } })
    expect(await answerResearch(apis, at('/api/research/runs?limit=3'))).toEqual({ status: 200, body: ['r'] })
    expect((await answerResearch(apis, at('/api/research/runs/run-1')))?.body).toEqual({ trades: [] })
    expect((await answerResearch(apis, at('/api/research/promotions')))?.body).toEqual(['p'])
    expect((await answerResearch(apis, at('/api/research/schedule')))?.body).toEqual({ next: 5 })
    expect(calls).toEqual([['runs', 3], ['report', 'run-1'], ['promotions'], ['schedule']])
    expect(await answerResearch(apis, at('/api/research/other'))).toBeUndefined()
    await expect(answerResearch(apis, at('/api/research/runs?limit=-1'))).rejects.toThrow(/limit: -1: use a whole number/)
  })

  it('analyses a finished backtest, and nothing else', async () => {
    const { apis, calls } = apisWith({ analysis: { trips: [], monteCarlo: null } })
    expect((await answerResearch(apis, at('/api/research/runs/run-1/analysis')))?.body).toEqual({ trips: [], monteCarlo: null })
    expect(calls).toEqual([['analysis', 'run-1']])
    const none = apisWith({ analysis: null })
    await expect(answerResearch(none.apis, at('/api/research/runs/run-2/analysis'))).rejects.toThrow(/run: run-2: is no finished/)
  })

  it('promotes what a search found, and says when it is not at work after it', async () => {
    const done = apisWith({ promote: true })
    const wanted = { run: 'run-1', strategy: 'rule-1' }
    expect(await orderResearch(done.apis, '/api/research/promote', wanted)).toEqual({ status: 200, body: { promoted: true } })
    expect(done.calls).toEqual([['promote', 'run-1', 'rule-1']])
    expect((await orderResearch(apisWith({ promote: false }).apis, '/api/research/promote', wanted))?.status).toBe(409)
    await expect(orderResearch(done.apis, '/api/research/promote', { run: 'run-1' })).rejects.toThrow(/strategy: missing/)
  })

  it('says of a run without a report where to look', async () => {
    const { apis } = apisWith({ report: null })
    await expect(answerResearch(apis, at('/api/research/runs/run-9'))).rejects.toThrow(/run: run-9: has no report/)
  })

  it('starts what is a request, with its defaults, and tells what is wrong with anything else', async () => {
    const { apis, calls } = apisWith({ start: { id: 'run-1' } })
    const request = { kind: 'generate', instrument: 'binance:BTC/USDT', seed: 3 }
    expect(await orderResearch(apis, '/api/research/runs', request)).toEqual({ status: 202, body: { id: 'run-1' } })
    expect(calls[0]?.[1]).toMatchObject({ ...request, count: 500, promote: false, days: 90 })
    for (const bad of [null, [], 'x', { kind: 'generate' }, { ...request, count: 1e9 }, { ...request, extra: 1 }])
      await expect(orderResearch(apis, '/api/research/runs', bad)).rejects.toThrow(InputError)
    expect(calls).toHaveLength(1)
  })

  it('cancels and retires, and says when there was nothing to do', async () => {
    const done = apisWith({ cancel: true, retire: true })
    expect(await orderResearch(done.apis, '/api/research/cancel', { id: 'run-1' })).toEqual({
      status: 200,
      body: { cancelled: true },
    })
    const retired = { strategy: 'rule-1', instrument: 'binance:BTC/USDT', reason: 'loses money' }
    expect((await orderResearch(done.apis, '/api/research/retire', retired))?.status).toBe(200)
    expect(done.calls).toEqual([
      ['cancel', 'run-1'],
      ['retire', 'rule-1', 'binance:BTC/USDT', 'loses money'],
    ])
    const nothing = apisWith({ cancel: false, retire: false })
    expect((await orderResearch(nothing.apis, '/api/research/cancel', { id: 'x' }))?.status).toBe(409)
    expect((await orderResearch(nothing.apis, '/api/research/retire', retired))?.status).toBe(409)
    await expect(orderResearch(nothing.apis, '/api/research/retire', { ...retired, reason: '  ' })).rejects.toThrow(/reason/)
    await expect(orderResearch(nothing.apis, '/api/research/cancel', {})).rejects.toThrow(/id: missing: expected the id of a run/)
    expect(await orderResearch(nothing.apis, '/api/research/none', {})).toBeUndefined()
  })
})
