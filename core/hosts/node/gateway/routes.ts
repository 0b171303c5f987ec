import {
  CallLost,
  OVERRIDES_BY,
  type ChannelRow,
  commandSchema,
  firstProblem,
  type HostStatus,
  type InstrumentRow,
  type ServiceApis,
  type VenueState,
} from '../../../contract/index.ts'
import { exchangeId, InputError, instrumentId, TIMEFRAMES } from '../../../domain/index.ts'

/** The services' requests, as the gateway's HTTP routes use them. */
export interface GatewayApis {
  api<S extends keyof ServiceApis>(service: S): ServiceApis[S]
}

export interface Reply {
  readonly status: number
  readonly body: unknown
}

export const reply = (body: unknown, status = 200): Reply => ({ status, body })

/** Throws InputError for a field that is not a whole number in the range. */
export function queryWhole(
  query: URLSearchParams,
  field: string,
  fallback: number,
  range: { readonly min: number; readonly max: number },
): number {
  const text = query.get(field)
  if (text === null) return fallback
  const value = Number(text)
  if (!/^\d{1,16}$/.test(text) || value < range.min || value > range.max) {
    throw new InputError({ field, value: text, remedy: `use a whole number from ${String(range.min)} to ${String(range.max)}` })
  }
  return value
}

function needed(query: URLSearchParams, field: string, example: string): string {
  const text = query.get(field)
  if (text === null || text === '') throw new InputError({ field, value: 'missing', remedy: `give one, such as ${example}` })
  return text
}

/** Throws InputError that lists the markets there are. */
async function listed(apis: GatewayApis, wanted: (each: InstrumentRow) => boolean, value: string): Promise<InstrumentRow> {
  const known = await apis.api('feed').instruments()
  const found = known.find(wanted)
  if (found !== undefined) return found
  const remedy = `use one of ${known.map((instrument) => instrument.id).join(', ')}`
  throw new InputError({ field: 'exchange/symbol', value, remedy })
}

function instrumentOf(query: URLSearchParams): string {
  const symbol = needed(query, 'symbol', 'BTC/USDT')
  return instrumentId(exchangeId(needed(query, 'exchange', 'binance')), symbol)
}

/** The followed market of `instrument`, or of `exchange` and `symbol`. */
function known(apis: GatewayApis, query: URLSearchParams): Promise<InstrumentRow> {
  const instrument = query.get('instrument') ?? instrumentOf(query)
  return listed(apis, (each) => each.id === instrument, instrument)
}

type Handler = (apis: GatewayApis, url: URL) => Promise<Reply>

const list =
  (method: 'signals' | 'orders' | 'fills' | 'schedules'): Handler =>
  async (apis, url) => {
    const instrument = url.searchParams.get('instrument')
    const limit = queryWhole(url.searchParams, 'limit', 500, { min: 1, max: 2_000 })
    return reply(await apis.api('trader')[method]({ limit, ...(instrument === null ? {} : { instrument }) }))
  }

/** Empty while the feed cannot say: the status is asked for most when something is down. */
async function channelsOf(apis: GatewayApis, { services }: HostStatus): Promise<readonly ChannelRow[]> {
  if (!services.some(({ service, state }) => service === 'feed' && state === 'running')) return []
  try {
    return await apis.api('feed').channels()
  } catch (error) {
    if (error instanceof CallLost) return []
    throw error
  }
}

function venueState(channels: readonly ChannelRow[], exchange: string): VenueState {
  const { clockOffset = null, sequenceCheck = null } = channels.find((channel) => channel.exchange === exchange) ?? {}
  return { clockOffset, sequenceCheck }
}

const ROUTES: Readonly<Record<string, Handler>> = {
  '/api/health': async (apis) => {
    const status = await apis.api('host').status()
    const services = status.services.map(({ service, state, error }) => ({
      service,
      state,
      ...(error === undefined ? {} : { error }),
    }))
    const running = services.every(({ state }) => state === 'running')
    if (!running) return reply({ status: 'degraded', services }, 503)
    const trader = await apis.api('trader').health()
    return reply({ status: trader.journalWritable ? 'ok' : 'degraded', services, trader }, trader.journalWritable ? 200 : 503)
  },
  '/api/status': async (apis) => {
    const status = await apis.api('host').status()
    const channels = await channelsOf(apis, status)
    return reply({ ...status, exchanges: status.exchanges.map((each) => ({ ...each, ...venueState(channels, each.id) })) })
  },
  '/api/instruments': async (apis) => reply(await apis.api('feed').instruments()),
  '/api/signals': list('signals'),
  '/api/orders': list('orders'),
  '/api/fills': list('fills'),
  '/api/schedules': list('schedules'),
  '/api/positions': async (apis) => reply(await apis.api('trader').positions()),
  '/api/portfolio': async (apis) => reply(await apis.api('trader').portfolio()),
  '/api/portfolio/performance': async (apis, { searchParams: query }) => {
    const most = { min: 0, max: Number.MAX_SAFE_INTEGER }
    const from = query.has('from') ? { from: queryWhole(query, 'from', 0, most) } : {}
    const to = query.has('to') ? { to: queryWhole(query, 'to', 0, most) } : {}
    const points = queryWhole(query, 'points', 1_000, { min: 4, max: 5_000 })
    return reply(await apis.api('trader').performance({ ...from, ...to, points }))
  },
  '/api/risk': async (apis) => reply(await apis.api('trader').risk()),
  '/api/strategies': async (apis) => reply(await apis.api('strategy').catalog()),
  '/api/journal': async (apis, url) => {
    const after = queryWhole(url.searchParams, 'after', 0, { min: 0, max: Number.MAX_SAFE_INTEGER })
    const limit = queryWhole(url.searchParams, 'limit', 500, { min: 1, max: 2_000 })
    return reply(await apis.api('trader').journal(after, limit))
  },
  '/api/approval': async (apis, { searchParams: query }) => {
    const { signal, ...edits } = Object.fromEntries(query)
    if (signal === undefined) throw new InputError({ field: 'signal', value: 'missing', remedy: 'give the id of a signal' })
    const parsed = commandSchema.safeParse({ ...edits, type: 'ApproveSignal', id: 'preview', signalId: signal })
    if (!parsed.success) throw new InputError(firstProblem(parsed.error, edits))
    const preview = await apis.api('trader').approval(signal, edits)
    if (preview === null)
      throw new InputError({ field: 'signal', value: signal, remedy: 'there is no such signal; see /api/signals' })
    return reply(preview)
  },
  '/api/overrides': async (apis, { searchParams: query }) => {
    const by = query.get('by') ?? 'reason'
    const wanted = OVERRIDES_BY.find((each) => each === by)
    if (wanted === undefined) throw new InputError({ field: 'by', value: by, remedy: `use one of ${OVERRIDES_BY.join(', ')}` })
    const limit = queryWhole(query, 'limit', 500, { min: 0, max: 2_000 })
    const row = await apis.api('trader').overrides({ by: wanted, limit })
    if (row !== null) return reply(row)
    const remedy = 'set overrides.enabled in the configuration; where it is set, the alerts say what went wrong'
    return reply({ error: { field: 'overrides', value: 'not followed', remedy } }, 503)
  },
  '/api/gaps': (apis, url) => gaps(apis, url),
  '/api/quote': async (apis, url) => {
    const { id } = await known(apis, url.searchParams)
    return reply(await apis.api('feed').quote(id))
  },
  '/api/book-metrics': async (apis, url) => {
    const { id } = await known(apis, url.searchParams)
    return reply(await apis.api('feed').bookMetrics(id))
  },
  '/api/indicators': async (apis, url) => {
    const { id } = await known(apis, url.searchParams)
    return reply(await apis.api('strategy').indicators(id))
  },
  '/api/cache': async (apis) => {
    const [feed, recorder, strategy] = [apis.api('feed'), apis.api('recorder'), apis.api('strategy')]
    return reply({ feed: await feed.cache(), recorder: await recorder.cache(), strategy: await strategy.cache() })
  },
  '/api/candles': async (apis, url) => {
    const query = url.searchParams
    const instrument = query.get('instrument') ?? instrumentOf(query)
    const timeframe = query.get('timeframe') ?? '1m'
    if (!(TIMEFRAMES as readonly string[]).includes(timeframe)) {
      throw new InputError({ field: 'timeframe', value: timeframe, remedy: `use one of ${TIMEFRAMES.join(', ')}` })
    }
    const limit = queryWhole(query, 'limit', 500, { min: 1, max: 10_000 })
    const most = { min: 0, max: Number.MAX_SAFE_INTEGER }
    const from = query.has('from') ? { from: queryWhole(query, 'from', 0, most) } : {}
    const to = query.has('to') ? { to: queryWhole(query, 'to', 0, most) } : {}
    const candles = await apis.api('recorder').candles({ instrument, timeframe, limit, ...from, ...to })
    // What was recorded stays readable when the market is no longer followed.
    if (candles.length === 0) await listed(apis, (each) => each.id === instrument, instrument)
    return reply(candles)
  },
}

const GAPS = ['instrument', 'exchange', 'symbol', 'from', 'to', 'open', 'limit']

function yesOrNo(query: URLSearchParams, field: string): boolean {
  const text = query.get(field)
  if (text !== null && text !== 'true' && text !== 'false')
    throw new InputError({ field, value: text, remedy: 'use true or false' })
  return text === 'true'
}

/** One market by its id or by exchange and symbol; every market where neither is given. */
function marketOf(query: URLSearchParams): string | undefined {
  const [id, given] = [query.get('instrument'), query.has('exchange') || query.has('symbol')]
  if (id === null) return given ? instrumentOf(query) : undefined
  if (given) throw new InputError({ field: 'instrument', value: id, remedy: 'give it, or exchange and symbol, not both' })
  return id
}

const gaps: Handler = async (apis, { searchParams: query }) => {
  const unknown = [...query.keys()].find((field) => !GAPS.includes(field))
  if (unknown !== undefined)
    throw new InputError({ field: unknown, value: query.get(unknown) ?? '', remedy: `use ${GAPS.join(', ')}` })
  const instrument = marketOf(query)
  const most = { min: 0, max: Number.MAX_SAFE_INTEGER }
  const limit = queryWhole(query, 'limit', 500, { min: 1, max: 2_000 })
  const from = queryWhole(query, 'from', 0, most)
  const to = queryWhole(query, 'to', most.max, most)
  if (from >= to)
    throw new InputError({ field: 'to', value: String(to), remedy: `use a time after from, which is ${String(from)}` })
  const rows = await apis.api('recorder').gaps({
    limit,
    from,
    to,
    ...(instrument === undefined ? {} : { instrument }),
    ...(yesOrNo(query, 'open') ? { open: true } : {}),
  })
  // What was recorded stays readable when the market is no longer followed.
  if (rows.length === 0 && instrument !== undefined) await listed(apis, (each) => each.id === instrument, instrument)
  return reply(rows)
}

const BOOK = /^\/api\/book\/([^/]+)\/(.+)$/

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new InputError({ field: 'path', value: part, remedy: 'write a % as %25 and a / as %2F or -' })
  }
}

/** Answers a GET; undefined for a path that is not part of the API. */
export async function answerGet(apis: GatewayApis, url: URL): Promise<Reply | undefined> {
  const book = BOOK.exec(url.pathname)
  if (book !== null) {
    const [exchange = '', symbol = ''] = book.slice(1).map(decoded)
    const depth = queryWhole(url.searchParams, 'depth', 20, { min: 1, max: 1_000 })
    const spelled = symbol.replace('-', '/')
    const wanted = (each: InstrumentRow): boolean =>
      each.exchange === exchange && (each.symbol === spelled || each.venueSymbol === symbol)
    const { id } = await listed(apis, wanted, `${exchange}:${spelled}`)
    return reply(await apis.api('feed').book(id, depth))
  }
  const handler = Object.hasOwn(ROUTES, url.pathname) ? ROUTES[url.pathname] : undefined
  return handler?.(apis, url)
}

/** `POST /api/commands`: the same schema as the terminal's commands. */
export async function answerCommand(apis: GatewayApis, body: unknown): Promise<Reply> {
  const parsed = commandSchema.safeParse(body)
  if (!parsed.success) throw new InputError(firstProblem(parsed.error, body))
  const result = await apis.api('trader').command(body, 'api')
  return reply(result, result.ok ? 200 : 409)
}

/** What went wrong, as the client should see it: its own mistake, a lost service, or ours. */
export function replyToError(error: unknown): Reply {
  if (error instanceof InputError) return reply({ error: error.problem }, 400)
  if (error instanceof CallLost)
    return reply(
      {
        error: {
          field: 'service',
          value: error.message,
          remedy: 'it restarts by itself; ask for the outcome before you send again',
        },
      },
      503,
    )
  return reply({ error: { field: 'server', value: 'internal error', remedy: 'see the log on stderr' } }, 500)
}
