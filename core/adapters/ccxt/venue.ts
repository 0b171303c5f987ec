import { type ClockReading, exchangeId, InputError } from '../../domain/index.ts'
import { withRetries } from './backoff.ts'
import type { CcxtExchange, CcxtMarket } from './ccxt-types.ts'
import { readVenueClock } from './clock-reading.ts'
import { parseEndpoint, redirect } from './endpoint.ts'
import type { CcxtFeedOptions } from './feed-types.ts'
import { loadExchange } from './load.ts'
import { RestMeter } from './rest-meter.ts'

const REQUEST_TIMEOUT = 10_000
const CLOSE_TIMEOUT = 2_000

/** A ccxt exchange without keys, its requests on a budget, and the markets that are wanted of it. */
export interface Venue {
  readonly exchange: CcxtExchange
  readonly meter: RestMeter
  /** Aborted when the feed closes: ends every wait. */
  readonly stopping: AbortController
}

export interface ListedVenue extends Venue {
  readonly markets: readonly CcxtMarket[]
}

/** Makes the exchange object. Contacts nobody. Throws {@link InputError} for an unknown exchange or endpoint. */
export async function openVenue(
  options: CcxtFeedOptions,
  made: {
    readonly id: string
    readonly config: Readonly<Record<string, unknown>>
    readonly prepare?: (exchange: CcxtExchange) => void
  },
): Promise<Venue> {
  const endpoint = options.endpoint === undefined ? null : parseEndpoint(options.endpoint)
  const exchange = await loadExchange(made.id, { ...made.config, timeout: REQUEST_TIMEOUT })
  made.prepare?.(exchange)
  if (endpoint !== null) await redirect(exchange, endpoint)
  const stopping = new AbortController()
  return { exchange, meter: new RestMeter(exchange, options.clock, stopping.signal), stopping }
}

/**
 * Loads the markets and finds those that are wanted. Throws {@link InputError} for a symbol that is not
 * listed, and ccxt's error when they cannot be loaded in three tries; the exchange is closed then.
 */
export async function listMarkets(options: CcxtFeedOptions, venue: Venue): Promise<ListedVenue> {
  const { exchange, stopping, meter } = venue
  const giveUp = (): void => {
    stopping.abort(new Error('the feed is closing'))
  }
  options.signal?.addEventListener('abort', giveUp, { once: true })
  try {
    const { clock, random, backoffBase } = options
    const base = backoffBase === undefined ? {} : { base: backoffBase }
    const retrying = { clock, random, signal: stopping.signal, mayPass: meter.mayPass, ...base }
    // Unless told to load them anew ccxt answers every later call with the first failure.
    const loaded = await withRetries(() => exchange.loadMarkets(true), retrying)
    return { ...venue, markets: options.symbols.map((symbol) => marketOf(options, loaded, symbol)) }
  } catch (error) {
    await exchange.close()
    throw error
  } finally {
    options.signal?.removeEventListener('abort', giveUp)
  }
}

function marketOf(options: CcxtFeedOptions, loaded: Readonly<Record<string, CcxtMarket>>, symbol: string): CcxtMarket {
  const market = Object.hasOwn(loaded, symbol) ? loaded[symbol] : undefined
  if (market !== undefined) return market
  const remedy = `${options.exchange} lists no such market; write it like BTC/USDT`
  throw new InputError({ field: 'symbols', value: symbol, remedy })
}

/** Measures the clock of a venue; null where ccxt knows no way to ask for it. */
export async function readClock({ exchange, meter }: Venue, options: CcxtFeedOptions): Promise<ClockReading | null> {
  if (exchange.has['fetchTime'] !== true) return null
  const reading = await readVenueClock(() => meter.askTime())
  return { exchange: exchangeId(options.exchange), ...reading, at: options.clock.now() }
}

/** Ends every wait, then closes the sockets, with or without the venue's consent. */
export async function closeVenue({ exchange, stopping }: Venue, options: CcxtFeedOptions): Promise<void> {
  stopping.abort(new Error('the feed is closing'))
  const sockets = Object.values(exchange.clients)
  const closed = exchange.close().catch((error: unknown) => {
    options.logger.debug('closing ccxt', { error: String(error) })
  })
  let cancel = (): void => undefined
  // A venue that no longer answers would hold the closing handshake open for half a minute.
  const timeout = new Promise<void>((resolve) => {
    cancel = options.clock.after(CLOSE_TIMEOUT, resolve)
  })
  await Promise.race([closed, timeout])
  cancel()
  for (const socket of sockets) socket.connection?.terminate?.()
}
