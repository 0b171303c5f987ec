import type { WebSocket } from 'ws'
import type { Account, UserEvent } from '../exchange/account.ts'
import { ApiError } from '../exchange/api-error.ts'
import { Parameters } from '../exchange/parameters.ts'
import { authenticate } from './authentication.ts'
import { dispatch, refusalOf } from './dispatch.ts'
import type { Exchange } from './exchange.ts'
import { FrameDelivery } from './frame-delivery.ts'

/** ws-api methods that are the REST routes under another name. */
const METHODS: Readonly<Record<string, string>> = {
  ping: 'GET /api/v3/ping',
  time: 'GET /api/v3/time',
  exchangeInfo: 'GET /api/v3/exchangeInfo',
  depth: 'GET /api/v3/depth',
  'trades.recent': 'GET /api/v3/trades',
  'trades.aggregate': 'GET /api/v3/aggTrades',
  klines: 'GET /api/v3/klines',
  avgPrice: 'GET /api/v3/avgPrice',
  'ticker.24hr': 'GET /api/v3/ticker/24hr',
  'ticker.price': 'GET /api/v3/ticker/price',
  'ticker.book': 'GET /api/v3/ticker/bookTicker',
  'order.place': 'POST /api/v3/order',
  'order.test': 'POST /api/v3/order/test',
  'order.status': 'GET /api/v3/order',
  'order.cancel': 'DELETE /api/v3/order',
  'openOrders.status': 'GET /api/v3/openOrders',
  'openOrders.cancelAll': 'DELETE /api/v3/openOrders',
  'orderList.place.oco': 'POST /api/v3/orderList/oco',
  'orderList.status': 'GET /api/v3/orderList',
  'orderList.cancel': 'DELETE /api/v3/orderList',
  'openOrderLists.status': 'GET /api/v3/openOrderList',
  allOrderLists: 'GET /api/v3/allOrderList',
  allOrders: 'GET /api/v3/allOrders',
  myTrades: 'GET /api/v3/myTrades',
  'account.status': 'GET /api/v3/account',
}

interface ApiCall {
  readonly id?: unknown
  readonly method?: unknown
  readonly params?: unknown
}

/** One connection to `/ws-api/v3`: requests with answers by id, and the user data stream. */
export class ApiConnection {
  readonly #exchange: Exchange
  readonly #socket: WebSocket
  readonly #subscriptions = new Map<number, () => void>()
  #session: Account | undefined
  #nextSubscription = 0

  constructor(exchange: Exchange, socket: WebSocket) {
    this.#exchange = exchange
    this.#socket = socket
    socket.on('message', (data: Buffer) => {
      this.#receive(data.toString())
    })
    socket.on('close', () => {
      for (const unsubscribe of this.#subscriptions.values()) unsubscribe()
    })
  }

  #receive(text: string): void {
    let call: ApiCall = {}
    let body: Record<string, unknown>
    try {
      call = JSON.parse(text) as ApiCall
      body = { status: 200, result: this.#carryOut(call) }
    } catch (caught) {
      const error = caught instanceof SyntaxError ? new ApiError(-1000, 'Invalid JSON.') : caught
      const refusal = refusalOf(error, this.#exchange, String(call.method))
      body = { status: refusal.status, error: { code: refusal.code, msg: refusal.message } }
    }
    const id = typeof call.id === 'string' || typeof call.id === 'number' ? call.id : null
    this.#send({ id, ...body, rateLimits: this.#exchange.limits.usage(this.#exchange.clock.now()) })
  }

  #carryOut(call: ApiCall): unknown {
    const method = String(call.method)
    const values = valuesOf(call.params)
    const authenticated = (): Account => this.#authenticate(values)
    switch (method) {
      case 'session.logon':
        this.#session = authenticated()
        return this.#sessionStatus()
      case 'session.status':
        return this.#sessionStatus()
      case 'session.logout':
        this.#session = undefined
        return this.#sessionStatus()
      case 'userDataStream.subscribe.signature':
        return this.#subscribe(authenticated())
      case 'userDataStream.subscribe':
        if (this.#session === undefined) throw new ApiError(-2015, 'Invalid API-key, IP, or permissions for action.', 401)
        return this.#subscribe(this.#session)
      case 'userDataStream.unsubscribe':
        return this.#unsubscribe(new Parameters(values).integer('subscriptionId'))
    }
    const route = METHODS[method]
    if (route === undefined) throw new ApiError(-1000, `Unknown method '${method}'.`)
    const [verb = '', path = ''] = route.split(' ')
    const session = values.has('signature') ? undefined : this.#session
    return dispatch(this.#exchange, {
      method: verb,
      path,
      values,
      apiKey: values.get('apiKey'),
      payload: payloadOf(values),
      session,
    })
  }

  #authenticate(values: ReadonlyMap<string, string>): Account {
    const now = this.#exchange.clock.now() + this.#exchange.faults.clockSkew
    this.#exchange.limits.charge(2, now)
    const parameters = new Parameters(values)
    return authenticate({ apiKey: values.get('apiKey'), payload: payloadOf(values), parameters, now }, this.#exchange.accounts)
  }

  #sessionStatus(): unknown {
    const now = this.#exchange.clock.now()
    return {
      apiKey: this.#session?.config.apiKey ?? null,
      authorizedSince: this.#session === undefined ? null : now,
      connectedSince: now,
      returnRateLimits: true,
      serverTime: now,
    }
  }

  #subscribe(account: Account): unknown {
    const subscriptionId = this.#nextSubscription
    this.#nextSubscription += 1
    const { faults } = this.#exchange
    const delivery = new FrameDelivery(faults, (event: UserEvent) => {
      this.#send({ subscriptionId, event })
    })
    const listener = (event: UserEvent): void => {
      delivery.deliver(`userData:${event.e}`, event)
    }
    account.listeners.add(listener)
    const forget = faults.onStreamEnd(() => {
      this.#send({ subscriptionId, event: { e: 'eventStreamTerminated', E: this.#exchange.clock.now() } })
      this.#unsubscribe(subscriptionId)
    })
    this.#subscriptions.set(subscriptionId, () => {
      forget()
      account.listeners.delete(listener)
    })
    return { subscriptionId }
  }

  #unsubscribe(subscriptionId: number | undefined): unknown {
    for (const [id, stop] of this.#subscriptions) {
      if (subscriptionId !== undefined && id !== subscriptionId) continue
      stop()
      this.#subscriptions.delete(id)
    }
    return {}
  }

  #send(message: unknown): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message))
  }
}

function valuesOf(params: unknown): Map<string, string> {
  const values = new Map<string, string>()
  if (params === null || typeof params !== 'object') return values
  for (const [name, value] of Object.entries(params)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') values.set(name, String(value))
    else if (Array.isArray(value)) values.set(name, JSON.stringify(value))
  }
  return values
}

/** ws-api signs the parameters sorted by name. */
const payloadOf = (values: ReadonlyMap<string, string>): string =>
  [...values]
    .filter(([name]) => name !== 'signature')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
