import { parseCommand, parseMode, parseShadow, type ServiceApis } from '../../../contract/index.ts'
import { InputError } from '../../../domain/index.ts'
import type { IdSource } from '../../../ports/index.ts'
import { answerCommand, answerGet, type GatewayApis, queryWhole, type Reply, reply } from './routes.ts'

const BY = 'api'

/** What is answered under `/api/live/` as it is under `/api/`, of the live trader whatever the mode. */
const ALSO_LIVE = ['orders', 'fills', 'positions', 'portfolio', 'signals', 'journal', 'portfolio/performance', 'risk']

/** `GET /api/mode` and `/api/live/...`; undefined for any other path. */
export async function answerLive(apis: GatewayApis, url: URL): Promise<Reply | undefined> {
  const { pathname } = url
  const same = ALSO_LIVE.find((each) => pathname === `/api/live/${each}`)
  if (same !== undefined) {
    await live(apis)
    return await answerGet(ofLive(apis), new URL(`/api/${same}${url.search}`, url))
  }
  switch (pathname) {
    case '/api/mode':
      return reply(await apis.api('host').mode())
    case '/api/live/gate':
      return reply(await apis.api('host').gate())
    case '/api/live/unknown':
      return reply(await live(apis).then((api) => api.unknown()))
    case '/api/live/external':
      return reply(await live(apis).then((api) => api.external()))
    case '/api/live/shadow':
      return await shadow(apis, url.searchParams)
    default:
      return undefined
  }
}

async function shadow(apis: GatewayApis, query: URLSearchParams): Promise<Reply> {
  const { limit: _limit, ...fields } = Object.fromEntries(query)
  const limit = queryWhole(query, 'limit', 200, { min: 0, max: 2_000 })
  const request = parseShadow({ ...fields, limit })
  if (!request.ok) throw new InputError(request.error)
  const view = await live(apis).then((api) => api.shadow(request.value))
  if (view !== null) return reply(view)
  const remedy = 'set shadow.enabled in the configuration; where it is set, the alerts say what went wrong'
  return reply({ error: { field: 'shadow', value: 'not followed', remedy } }, 503)
}

/** `POST /api/mode` and `/api/live/...`; undefined for any other path. */
export async function orderLive(apis: GatewayApis, pathname: string, body: unknown, ids: IdSource): Promise<Reply | undefined> {
  const host = apis.api('host')
  switch (pathname) {
    case '/api/mode': {
      const parsed = parseMode(body)
      if (!parsed.ok) throw new InputError(parsed.error)
      return reply(parsed.value.mode === 'live' ? await host.toLive(BY) : await host.toPaper(BY))
    }
    case '/api/live/gate':
      return reply(await live(apis).then((api) => api.runGate()))
    case '/api/live/commands':
      await live(apis)
      return await answerCommand(ofLive(apis), body)
    case '/api/live/settle': {
      const given: unknown = typeof body === 'object' && body !== null ? body : {}
      const command = { id: ids.next('settle'), ...(given as object), type: 'SettleDifference' }
      const parsed = parseCommand(command)
      if (!parsed.ok) throw new InputError(parsed.error)
      const result = await live(apis).then((api) => api.command(command, BY))
      return reply(result, result.ok ? 200 : 409)
    }
    case '/api/live/arm': {
      const result = await host.armLive(BY)
      return reply(result, result.ok ? 200 : 409)
    }
    default:
      return undefined
  }
}

const ofLive = (apis: GatewayApis): GatewayApis => ({
  api: <S extends keyof ServiceApis>(service: S): ServiceApis[S] =>
    service === 'trader' ? (apis.api('trader-live') as unknown as ServiceApis[S]) : apis.api(service),
})

/** Throws InputError while the live trader does not run. */
async function live(apis: GatewayApis) {
  const { live: state } = await apis.api('host').mode()
  if (state === 'running') return apis.api('trader-live')
  throw new InputError({
    field: 'live trader',
    value: state,
    remedy: 'ask for the mode live first: POST /api/mode {"mode":"live"}',
  })
}
