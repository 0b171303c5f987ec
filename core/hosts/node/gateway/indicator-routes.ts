import { parseIndicatorRequest } from '../../../contract/index.ts'
import { exchangeId, InputError, instrumentId } from '../../../domain/index.ts'
import { indicatorById } from '../../../features/index.ts'
import { type GatewayApis, queryWhole, type Reply, reply } from './routes.ts'

const FIELDS = ['instrument', 'exchange', 'symbol', 'timeframe', 'indicator', 'parameters', 'from', 'to', 'since', 'limit']
const ANY_TIME = { min: 0, max: Number.MAX_SAFE_INTEGER }

function jsonOf(field: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new InputError({ field, value: text, remedy: 'write JSON, such as {"period":14}' })
  }
}

function marketOf(query: URLSearchParams): string {
  const [id, exchange, symbol] = ['instrument', 'exchange', 'symbol'].map((field) => query.get(field))
  if (typeof id === 'string') return id
  if (typeof exchange === 'string' && typeof symbol === 'string') return instrumentId(exchangeId(exchange), symbol)
  throw new InputError({ field: 'instrument', value: 'missing', remedy: 'give one, or exchange and symbol' })
}

/** `GET /api/indicators/catalog` and `/api/indicators/series`, closed bars only; undefined for any other path. */
export async function answerIndicators(apis: GatewayApis, { pathname, searchParams: query }: URL): Promise<Reply | undefined> {
  if (pathname === '/api/indicators/catalog') return reply(await apis.api('recorder').indicators())
  if (pathname !== '/api/indicators/series') return undefined
  const unknown = [...query.keys()].find((field) => !FIELDS.includes(field))
  if (unknown !== undefined)
    throw new InputError({ field: unknown, value: query.get(unknown) ?? '', remedy: `use ${FIELDS.join(', ')}` })
  const times = ['from', 'to', 'since'].flatMap((field) =>
    query.has(field) ? [[field, queryWhole(query, field, 0, ANY_TIME)] as const] : [],
  )
  const parameters = query.get('parameters')
  // Told here what is wrong with it: an error loses its field on the way between services.
  const request = parseIndicatorRequest({
    instrument: marketOf(query),
    timeframe: query.get('timeframe') ?? '1m',
    indicator: query.get('indicator') ?? '',
    limit: queryWhole(query, 'limit', 500, { min: 1, max: 10_000 }),
    ...Object.fromEntries(times),
    ...(parameters === null ? {} : { parameters: jsonOf('parameters', parameters) }),
  })
  const indicator = indicatorById(request.indicator)
  if (indicator.input !== 'bar' && indicator.input !== 'close')
    throw new InputError({
      field: 'indicator',
      value: request.indicator,
      remedy: `it sees ${indicator.descriptor.sees}: use one that is made from candles`,
    })
  return reply(await apis.api('recorder').indicator({ ...request, parameters: indicator.resolve(request.parameters ?? {}) }))
}
