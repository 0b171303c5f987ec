import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError } from '../exchange/api-error.ts'
import { listRow } from '../exchange/order-list.ts'
import { orderRow } from '../exchange/order-record.ts'
import { type ApiRequest, dispatch, refusalOf } from './dispatch.ts'
import type { Exchange } from './exchange.ts'
import type { RestFault } from './faults.ts'
import { withoutHost } from './paths.ts'
import { failedAfter, failedBefore, rejectLater, type RestAnswer, send } from './rest-faults.ts'

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

/** An order, or the list that it is in, as it will be once its cancel is carried out. */
function cancelForeseen(exchange: Exchange, request: ApiRequest): unknown {
  const values = new Map(request.values)
  const listId = values.get('listClientOrderId')
  if (listId !== undefined) values.set('origClientOrderId', listId)
  const row = dispatch(exchange, { ...request, values, method: 'GET' }) as Readonly<Record<string, unknown>>
  const cancelled = (order: Readonly<Record<string, unknown>>): unknown => ({
    ...order,
    status: 'CANCELED',
    origClientOrderId: order['clientOrderId'],
    clientOrderId: 'early',
  })
  const list = exchange.desk.lists.get(Number(row['orderListId']))
  if (list === undefined) return cancelled(row)
  const orderReports = list.orders.map((order) => cancelled(orderRow(order)))
  return { ...listRow(list), listStatusType: 'ALL_DONE', listOrderStatus: 'ALL_DONE', orderReports }
}

function carryOut(exchange: Exchange, request: ApiRequest, fault: RestFault | undefined): RestAnswer {
  const isOrder = request.path.startsWith('/api/v3/order') && request.method === 'POST'
  const { limits, clock } = exchange
  try {
    const early = fault === 'early-cancel' && request.method === 'DELETE'
    const result = early ? cancelForeseen(exchange, request) : dispatch(exchange, request)
    if (early) later(exchange, request)
    if (fault === 'late-reject' && isOrder) rejectLater(exchange, result)
    return {
      status: 200,
      body: JSON.stringify(result),
      headers: limits.headers(clock.now(), isOrder, exchange.faults.usedWeight),
    }
  } catch (error) {
    const refusal = refusalOf(error, exchange, request.path)
    const now = clock.now()
    const headers = limits.headers(now, isOrder, exchange.faults.usedWeight)
    if (refusal.status === 429) headers['retry-after'] = limits.retryAfter(now)
    return { status: refusal.status, body: JSON.stringify({ code: refusal.code, msg: refusal.message }), headers }
  }
}

/** Nobody waits for the answer any more. */
function later(exchange: Exchange, request: ApiRequest): void {
  exchange.clock.after(exchange.faults.lateBy, () => {
    carryOut(exchange, request, undefined)
  })
}

async function serve(exchange: Exchange, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? '/'
  const mark = url.indexOf('?')
  const path = withoutHost(mark < 0 ? url : url.slice(0, mark))
  const query = mark < 0 ? '' : url.slice(mark + 1)
  const method = request.method ?? 'GET'
  const fault = exchange.faults.takeRest(path, method)
  const body = await readBody(request)
  exchange.onRequest({ method, path, text: query + body })
  if (exchange.faults.restDelay > 0) await sleep(exchange.faults.restDelay)
  if (failedBefore(fault, exchange, response)) return
  const apiKey = request.headers['x-mbx-apikey']
  const call: ApiRequest = {
    method,
    path,
    values: readValues(query, body),
    apiKey: typeof apiKey === 'string' ? apiKey : undefined,
    payload: unsigned(query) + unsigned(body),
  }
  if (fault === 'late-request') {
    later(exchange, call)
    response.destroy()
    return
  }
  const answer = carryOut(exchange, call, fault)
  if (!failedAfter(fault, answer, response)) send(response, answer)
}

export function createHttpServer(exchange: Exchange): Server {
  const server = createServer((request, response) => {
    serve(exchange, request, response).catch((error: unknown) => {
      const refusal = refusalOf(error, exchange, request.url ?? '/')
      if (!response.headersSent)
        send(response, {
          status: refusal.status,
          body: JSON.stringify({ code: refusal.code, msg: refusal.message }),
          headers: {},
        })
      else response.destroy()
    })
  })
  // Longer than clients keep idle connections, so that no request meets a closing one.
  server.keepAliveTimeout = 75_000
  return server
}
