import { openLiveVenue } from '../../adapters/ccxt/private/index.ts'
import { systemRandom } from '../../adapters/system/index.ts'
import type { FillId, Instrument, Millis } from '../../domain/index.ts'
import type { TradingEngine } from '../../engine/index.ts'
import type { LiveVenue } from '../../ports/index.ts'
import type { ServiceContext, UnlockedKeys } from '../runtime/index.ts'
import { tradesSince } from './known-record.ts'

/** What client order ids of the live trader begin with. */
export const PREFIX = 'sntl-live-'

export interface AccountParts {
  readonly keys: UnlockedKeys
  readonly instruments: readonly Instrument[]
  readonly fills: ReadonlySet<FillId>
  readonly wholeAt: Millis
  /** Asked only after the engine is there. */
  readonly engine: () => TradingEngine
}

/** The venue of the keys' exchange. Contacts nobody yet. */
export function openAccount(context: ServiceContext, parts: AccountParts): Promise<LiveVenue> {
  const { keys, instruments, fills, wholeAt, engine } = parts
  const { endpoint } = context.config.exchanges.find(({ id }) => id === keys.exchange) ?? {}
  return openLiveVenue({
    exchange: keys.exchange,
    keys,
    ...(endpoint === undefined ? {} : { endpoint }),
    instruments,
    prefix: PREFIX,
    since: tradesSince(wholeAt),
    isKnownFill: (id) => fills.has(id),
    recall: (id) => {
      const { byClientId, orders } = engine().state
      const order = byClientId.get(id)
      return order === undefined ? undefined : orders.get(order)
    },
    clock: context.clock,
    random: systemRandom(),
    logger: context.logger,
  })
}
