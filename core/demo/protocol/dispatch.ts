import type { Account } from '../exchange/account.ts'
import { ApiError, refuse } from '../exchange/api-error.ts'
import { Parameters } from '../exchange/parameters.ts'
import { ACCOUNT_ROUTES } from './account-routes.ts'
import { authenticate } from './authentication.ts'
import type { Exchange } from './exchange.ts'
import { MARKET_ROUTES } from './market-routes.ts'
import { ORDER_LIST_ROUTES } from './order-list-routes.ts'
import type { Routes } from './route.ts'

const ROUTES: Routes = { ...MARKET_ROUTES, ...ACCOUNT_ROUTES, ...ORDER_LIST_ROUTES }

export interface ApiRequest {
  readonly method: string
  readonly path: string
  readonly values: ReadonlyMap<string, string>
  readonly apiKey: string | undefined
  /** What the signature covers. */
  readonly payload: string
  /** Set when the connection has already proved who it is. */
  readonly session?: Account | undefined
}

/** Carries one request out. Throws {@link ApiError} for every refusal. */
export function dispatch(exchange: Exchange, request: ApiRequest): unknown {
  const now = exchange.clock.now() + exchange.faults.clockSkew
  const route = ROUTES[`${request.method} ${request.path}`]
  if (route === undefined) {
    exchange.limits.charge(1, now)
    throw new ApiError(-5000, `Path ${request.path}, Method ${request.method} is invalid`, 404)
  }
  const parameters = new Parameters(request.values)
  exchange.limits.charge(route.weight(parameters), now)
  if (route.countsAsOrders !== undefined) exchange.limits.countOrders(route.countsAsOrders, now)
  let account: Account | undefined
  if (route.security !== 'public') {
    const { apiKey, payload } = request
    account = request.session ?? authenticate({ apiKey, payload, parameters, now }, exchange.accounts)
    if (route.security === 'trade' && !account.canTrade) throw refuse.badKey()
  }
  return route.handle({ exchange, parameters, now, account })
}

/** What the caller is told when something went wrong; only refusals show their reason. */
export function refusalOf(error: unknown, exchange: Exchange, path: string): ApiError {
  if (error instanceof ApiError) return error
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  exchange.logger.error('demo exchange: request failed', { path, error: text })
  return refuse.unknown()
}
