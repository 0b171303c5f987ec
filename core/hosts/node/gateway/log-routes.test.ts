import { describe, expect, it } from 'vitest'
import { type LogRow, newestLogs, parseLogQuery, type ServiceApis } from '../../../contract/index.ts'
import { InputError } from '../../../domain/index.ts'
import { answerLogs } from './log-routes.ts'

const rows: readonly LogRow[] = ['feed', 'trader', 'feed'].map((service, index) => ({
  id: String(index),
  at: index,
  level: index === 0 ? 'debug' : 'error',
  service,
  message: 'x',
  fields: {},
}))
const host = { logs: async (query: unknown) => Promise.resolve(newestLogs(rows, parseLogQuery(query))) }
const get = async (path: string): Promise<unknown> => {
  const apis = { api: (service: string) => ({ host })[service as 'host'] as unknown as ServiceApis['host'] }
  return (await answerLogs(apis as never, new URL(`http://127.0.0.1/api${path}`)))?.body
}
const ids = async (query: string): Promise<string> => ((await get(`/logs${query}`)) as LogRow[]).map(({ id }) => id).join()

describe('the logs over HTTP', () => {
  it('are the newest first, of a level and a service, as many as asked for', async () => {
    expect(await ids('')).toBe('2,1,0')
    expect(await ids('?level=warn')).toBe('2,1')
    expect(await ids('?level=warn&service=trader')).toBe('1')
    expect(await ids('?limit=1')).toBe('2')
    expect(await get('/logbook')).toBeUndefined()
  })

  it.each([
    ['level=loud', 'level'],
    ['service=nobody', 'service'],
    ['limit=0', 'limit'],
    ['limit=2001', 'limit'],
    ['limit=ten', 'limit'],
    ['from=5', 'from'],
  ])('say what is wrong with %s', async (query, field) => {
    await expect(get(`/logs?${query}`)).rejects.toSatisfy(
      (error) =>
        error instanceof InputError &&
        error.problem.field === field &&
        query.endsWith(`=${error.problem.value.replaceAll('"', '')}`) &&
        error.problem.remedy !== '',
    )
  })
})
