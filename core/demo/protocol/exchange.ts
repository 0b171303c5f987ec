import type { Clock, Logger } from '../../ports/index.ts'
import type { Account } from '../exchange/account.ts'
import { refuse } from '../exchange/api-error.ts'
import type { OrderDesk } from '../exchange/order-desk.ts'
import type { Market } from '../market/market.ts'
import type { StreamHub } from '../market/stream-hub.ts'
import type { Faults } from './faults.ts'
import type { RateLimits } from './rate-limits.ts'

export interface RestRequest {
  readonly method: string
  readonly path: string
  /** Query and body as sent. */
  readonly text: string
}

/** Everything the protocol speaks about. */
export interface Exchange {
  readonly clock: Clock
  readonly logger: Logger
  readonly markets: ReadonlyMap<string, Market>
  readonly accounts: ReadonlyMap<string, Account>
  readonly desk: OrderDesk
  readonly hub: StreamHub
  readonly limits: RateLimits
  readonly faults: Faults
  readonly onRequest: (request: RestRequest) => void
  readonly about: Readonly<Record<string, unknown>>
}

export function marketOf(exchange: Exchange, symbol: string): Market {
  if (!/^[A-Z0-9-_.]{1,20}$/.test(symbol)) throw refuse.illegalCharacters('symbol', '^[A-Z0-9-_.]{1,20}$')
  const market = exchange.markets.get(symbol)
  if (market === undefined) throw refuse.invalidSymbol()
  return market
}
