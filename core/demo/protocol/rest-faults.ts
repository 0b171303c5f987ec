import type { ServerResponse } from 'node:http'
import { refuse } from '../exchange/api-error.ts'
import { marketOf, type Exchange } from './exchange.ts'
import type { RestFault } from './faults.ts'

export interface RestAnswer {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

export function send(response: ServerResponse, { status, body, headers }: RestAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8', ...headers })
  response.end(body)
}

const body = (code: number, msg: string): string => JSON.stringify({ code, msg })

/** True when the fault was the whole answer and the request is not carried out now. */
export function failedBefore(fault: RestFault | undefined, exchange: Exchange, response: ServerResponse): boolean {
  const retry = { 'retry-after': exchange.limits.retryAfter(exchange.clock.now()) }
  const limited = refuse.tooManyRequests(exchange.limits.weightLimit)
  if (fault === 'status-429') send(response, { status: 429, body: body(limited.code, limited.message), headers: retry })
  else if (fault === 'status-418')
    send(response, { status: 418, body: body(limited.code, 'Way too much request weight used; IP banned.'), headers: retry })
  else if (fault === 'status-500') send(response, { status: 500, body: body(-1000, refuse.unknown().message), headers: {} })
  else if (fault === 'status-503')
    send(response, { status: 503, body: body(-1008, 'Server is currently overloaded.'), headers: {} })
  else if (fault === 'bad-json') send(response, { status: 200, body: '{"symbol":"BTCUS', headers: {} })
  else if (fault === 'lost-request') response.destroy()
  else return false
  return true
}

/** True when the fault took the place of the answer to a request that was carried out. */
export function failedAfter(fault: RestFault | undefined, answer: RestAnswer, response: ServerResponse): boolean {
  const { headers } = answer
  if (fault === 'lost-response') response.destroy()
  else if (fault === 'done-500') send(response, { status: 500, body: body(-1000, refuse.unknown().message), headers })
  else if (fault === 'empty-answer') send(response, { status: 200, body: '', headers })
  else if (fault === 'garbage-answer') send(response, { status: 200, body: '<html>Bad Gateway</html>', headers })
  else if (fault === 'cut-answer' || fault === 'stuck-answer') {
    response.writeHead(200, { ...headers, 'content-length': String(answer.body.length) })
    response.write(answer.body.slice(0, answer.body.length >> 1))
    if (fault === 'cut-answer') setTimeout(() => response.destroy(), 5)
  } else return false
  return true
}

/** Takes an order, or both of a list, back that were accepted. */
export function rejectLater(exchange: Exchange, result: unknown): void {
  const answer = typeof result === 'object' && result !== null ? result : {}
  const { desk } = exchange
  const order =
    'orderListId' in answer && desk.lists.has(Number(answer.orderListId))
      ? desk.lists.get(Number(answer.orderListId))?.orders[0]
      : desk.orders.get('orderId' in answer ? Number(answer.orderId) : Number.NaN)
  if (order === undefined) return
  exchange.clock.after(exchange.faults.lateBy, () => {
    desk.rejectLate(order, marketOf(exchange, order.spec.symbol))
  })
}
