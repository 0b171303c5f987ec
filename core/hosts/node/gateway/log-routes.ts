import { LOGS_KEPT } from '../../../contract/index.ts'
import { type GatewayApis, queryWhole, type Reply, reply } from './routes.ts'

/** `GET /api/logs`, the newest first; undefined for any other path. Throws InputError for a query that makes no sense. */
export async function answerLogs(apis: GatewayApis, { pathname, searchParams: query }: URL): Promise<Reply | undefined> {
  if (pathname !== '/api/logs') return undefined
  const limit = queryWhole(query, 'limit', 200, { min: 1, max: LOGS_KEPT })
  return reply(await apis.api('host').logs({ ...Object.fromEntries(query), limit }))
}
