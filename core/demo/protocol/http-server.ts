import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError, refuse } from '../exchange/api-error.ts'
import { dispatch, refusalOf } from './dispatch.ts'
import type { Exchange } from './exchange.ts'
import type { RestFault } from './faults.ts'
import { withoutHost } from './paths.ts'

const MAX_BODY = 64 * 1024

async function readBody(request: IncomingMessage): Promise<string> {
  let body = ''
  request.setEncoding('utf8')
  for await (const chunk of request as AsyncIterable<string>) {
    body += chunk
    if (body.length > MAX_BODY) throw new ApiError(-1101, 'Too many parameters.', 413)
  }
  return body
}

/** The sent text without its signature: exactly the bytes that were signed. */
const unsigned = (text: string): string =>
  text
    .split('&')
    .filter((part) => part !== '' && !part.startsWith('signature='))
    .join('&')

function readValues(...texts: readonly string[]): Map<string, string> {
  const values = new Map<string, string>()
  for (const text of texts) for (const [name, value] of new URLSearchParams(text)) values.set(name, value)
  return values
}

function answer(response: ServerResponse, status: number, body: string, headers: Record<string, string>): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8', ...headers })
  response.end(body)
}

/** True when the fault was the whole answer. */
function injected(fault: RestFault | undefined, exchange: Exchange, response: ServerResponse): boolean {
  const headers = { 'retry-after': exchange.limits.retryAfter(exchange.clock.now()) }
  const refusal = (status: number): string => {
    const error = refuse.tooManyRequests(exchange.limits.weightLimit)
    return JSON.stringify({
      code: error.code,
      msg: status === 418 ? 'Way too much request weight used; IP banned.' : error.message,
    })
  }
  if (fault === 'status-429') answer(response, 429, refusal(429), headers)
  else if (fault === 'status-418') answer(response, 418, refusal(418), headers)
  else if (fault === 'status-500') answer(response, 500, JSON.stringify({ code: -1000, msg: refuse.unknown().message }), {})
  else if (fault === 'status-503')
    answer(response, 503, JSON.stringify({ code: -1008, msg: 'Server is currently overloaded.' }), {})
  else if (fault === 'bad-json') answer(response, 200, '{"symbol":"BTCUS', {})
  else if (fault === 'lost-request') response.destroy()
  else return false
  return true
}

async function serve(exchange: Exchange, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? '/'
  const mark = url.indexOf('?')
  const path = withoutHost(mark < 0 ? url : url.slice(0, mark))
  const query = mark < 0 ? '' : url.slice(mark + 1)
  const method = request.method ?? 'GET'
  const fault = exchange.faults.takeRest(path)
  const body = await readBody(request)
  if (exchange.faults.restDelay > 0) await sleep(exchange.faults.restDelay)
  if (injected(fault, exchange, response)) return
  const apiKey = request.headers['x-mbx-apikey']
  const isOrder = path.startsWith('/api/v3/order') && method === 'POST'
  try {
    const result = dispatch(exchange, {
      method,
      path,
      values: readValues(query, body),
      apiKey: typeof apiKey === 'string' ? apiKey : undefined,
      payload: unsigned(query) + unsigned(body),
    })
    if (fault === 'lost-response') response.destroy()
    else answer(response, 200, JSON.stringify(result), exchange.limits.headers(exchange.clock.now(), isOrder))
  } catch (error) {
    const refusal = refusalOf(error, exchange, path)
    const now = exchange.clock.now()
    const headers = exchange.limits.headers(now, isOrder)
    if (refusal.status === 429) headers['retry-after'] = exchange.limits.retryAfter(now)
    answer(response, refusal.status, JSON.stringify({ code: refusal.code, msg: refusal.message }), headers)
  }
}

export function createHttpServer(exchange: Exchange): Server {
  const server = createServer((request, response) => {
    serve(exchange, request, response).catch((error: unknown) => {
      const refusal = refusalOf(error, exchange, request.url ?? '/')
      if (!response.headersSent)
        answer(response, refusal.status, JSON.stringify({ code: refusal.code, msg: refusal.message }), {})
      else response.destroy()
    })
  })
  // Longer than clients keep idle connections, so that no request meets a closing one.
  server.keepAliveTimeout = 75_000
  return server
}
