import type { Account } from '../exchange/account.ts'
import { refuse } from '../exchange/api-error.ts'
import type { Parameters } from '../exchange/parameters.ts'
import type { Exchange } from './exchange.ts'

export interface RouteCall {
  readonly exchange: Exchange
  readonly parameters: Parameters
  readonly now: number
  /** Set on signed routes. */
  readonly account: Account | undefined
}

/** `public` needs nothing, `signed` a key, a timestamp and a signature; `trade` also the permission. */
export interface Route {
  readonly security: 'public' | 'signed' | 'trade'
  readonly weight: (parameters: Parameters) => number
  /** So many count against the limits on new orders; none unless told. */
  readonly countsAsOrders?: number
  readonly handle: (call: RouteCall) => unknown
}

export type Routes = Readonly<Record<string, Route>>

export const weighing =
  (weight: number): (() => number) =>
  () =>
    weight

export function accountOf(call: RouteCall): Account {
  if (call.account === undefined) throw refuse.badKey()
  return call.account
}
