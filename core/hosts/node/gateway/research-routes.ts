import { z } from 'zod'
import { firstProblem, parseResearchRequest } from '../../../contract/index.ts'
import { InputError } from '../../../domain/index.ts'
import { type GatewayApis, queryWhole, type Reply, reply } from './routes.ts'

const ANALYSIS = /^\/api\/research\/runs\/([\x21-\x7e]{1,80})\/analysis$/
const RUN = /^\/api\/research\/runs\/([\x21-\x7e]{1,80})$/

/** `GET /api/research/...`; undefined for any other path. */
export async function answerResearch(apis: GatewayApis, { pathname, searchParams }: URL): Promise<Reply | undefined> {
  if (pathname === '/api/research/runs')
    return reply(await apis.api('research').runs(queryWhole(searchParams, 'limit', 100, { min: 1, max: 1_000 })))
  const analysed = ANALYSIS.exec(pathname)?.[1]
  if (analysed !== undefined) {
    const analysis = await apis.api('research').analysis(analysed)
    if (analysis === null)
      throw new InputError({
        field: 'run',
        value: analysed,
        remedy: 'is no finished backtest; /api/research/runs lists the runs',
      })
    return reply(analysis)
  }
  if (pathname === '/api/research/promotions') return reply(await apis.api('research').promotions())
  if (pathname === '/api/research/schedule') return reply(await apis.api('research').schedule())
  const [, id] = RUN.exec(pathname) ?? []
  if (id === undefined) return undefined
  const report = await apis.api('research').report(id)
  if (report === null)
    throw new InputError({ field: 'run', value: id, remedy: 'has no report; /api/research/runs lists the runs and their states' })
  return reply(report)
}

const text = (what: string, most: number) =>
  z
    .string({ error: `expected ${what}` })
    .min(1, `expected ${what}`)
    .max(most)
const cancelSchema = z.strictObject({ id: text('the id of a run', 80) })
const promoteSchema = z.strictObject({
  run: text('the id of a search', 80),
  strategy: text('the id of a strategy that it found', 80),
})
const retireSchema = z.strictObject({
  strategy: text('the id of a promoted strategy', 80),
  instrument: text('its market', 80),
  reason: text('a reason in words', 500).regex(/\S/, 'expected a reason in words'),
})

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const found = schema.safeParse(body)
  if (found.success) return found.data
  throw new InputError(firstProblem(found.error, body))
}

/** `POST /api/research/...`; undefined for any other path. */
export async function orderResearch(apis: GatewayApis, pathname: string, body: unknown): Promise<Reply | undefined> {
  const research = apis.api('research')
  switch (pathname) {
    case '/api/research/runs':
      // Told here what is wrong with it: an error loses its field on the way between services.
      return reply(await research.start(parseResearchRequest(body)), 202)
    case '/api/research/cancel': {
      const cancelled = await research.cancel(parsed(cancelSchema, body).id)
      return reply({ cancelled }, cancelled ? 200 : 409)
    }
    case '/api/research/promote': {
      const { run, strategy } = parsed(promoteSchema, body)
      const promoted = await research.promote(run, strategy)
      return reply({ promoted }, promoted ? 200 : 409)
    }
    case '/api/research/retire': {
      const { strategy, instrument, reason } = parsed(retireSchema, body)
      const retired = await research.retire(strategy, instrument, reason)
      return reply({ retired }, retired ? 200 : 409)
    }
    default:
      return undefined
  }
}
