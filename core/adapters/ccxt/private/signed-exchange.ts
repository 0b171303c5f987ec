import { InputError } from '../../../domain/index.ts'
import type { ExchangeKeys } from '../../../ports/index.ts'
import type { CcxtExchange } from '../ccxt-types.ts'
import { parseEndpoint, redirect } from '../endpoint.ts'
import { loadExchange } from '../load.ts'
import { hearSendFailures } from '../send-failures.ts'

type Call = (params: Readonly<Record<string, string>>) => Promise<unknown>

const CALLS = [
  'privatePostOrder',
  'privatePostOrderListOco',
  'privateDeleteOrder',
  'privateGetOrder',
  'privateGetOpenOrders',
  'privateGetMyTrades',
  'privateGetAccount',
  'sapiGetAccountApiRestrictions',
] as const
export type SignedCall = (typeof CALLS)[number]

/** ccxt's Binance with keys in it. Calls are its direct ones: parameters go out as the text they are given as. */
export type SignedExchange = CcxtExchange &
  Readonly<Record<SignedCall, Call>> & {
    ensureUserDataStreamWsSubscribeSignature(marketType: string): Promise<unknown>
  }

function isSigned(exchange: CcxtExchange): exchange is SignedExchange {
  return [...CALLS, 'ensureUserDataStreamWsSubscribeSignature'].every((name) => typeof Reflect.get(exchange, name) === 'function')
}

export interface SignedExchangeOptions {
  readonly keys: ExchangeKeys
  /** Another server's origin; every address is rewritten to it. */
  readonly endpoint?: string | undefined
  /** ms */
  readonly requestTimeout: number
  /** How long the venue may take a signed request to be fresh, ms. */
  readonly recvWindow: number
}

export interface OpenedExchange {
  readonly exchange: SignedExchange
  /** Takes out of a text whatever must not be seen. */
  readonly redact: (text: string) => string
}

const SIGNATURE = /[0-9a-fA-F]{64}/g

/**
 * The only place where keys are in the clear: ccxt needs them to sign. Contacts nobody. Throws {@link InputError}
 * for keys that cannot be keys.
 */
export async function openSignedExchange(options: SignedExchangeOptions): Promise<OpenedExchange> {
  const apiKey = options.keys.apiKey.reveal()
  const secret = options.keys.secret.reveal()
  if (apiKey === '' || secret === '')
    throw new InputError({ field: 'keys', value: '[secret]', remedy: 'give a key and its secret; one of them is empty' })
  const exchange = await loadExchange('binance', {
    apiKey,
    secret,
    timeout: options.requestTimeout,
    rateLimiterAlgorithm: 'rollingWindow',
    rollingWindowSize: 60_000,
    // ccxt pings this often and gives a socket up after two pings without an answer.
    streaming: { keepAlive: 10_000 },
    options: {
      defaultType: 'spot',
      fetchMarkets: { types: ['spot'] },
      fetchMargins: false,
      fetchCurrencies: false,
      adjustForTimeDifference: false,
      // Pauses before a new connection are ours.
      ws: { backoff: { base: 1, max: 1 } },
      recvWindow: options.recvWindow,
      // A request is made once. What became of an order is asked, never tried again.
      maxRetriesOnFailure: 0,
    },
  })
  if (!isSigned(exchange)) throw new Error('invariant broken: this ccxt lacks calls that orders need')
  hearSendFailures(exchange)
  if (options.endpoint !== undefined) await redirect(exchange, parseEndpoint(options.endpoint))
  const redact = (text: string): string =>
    text.replaceAll(apiKey, '[secret]').replaceAll(secret, '[secret]').replaceAll(SIGNATURE, '[signature]')
  return { exchange, redact }
}
