import { InputError } from '../../domain/index.ts'
import type { CcxtExchange } from './ccxt-types.ts'

/** Checks an endpoint override: the origin of a server, nothing more. Throws {@link InputError}. */
export function parseEndpoint(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.pathname !== '/')
    throw new InputError({ field: 'endpoint', value: endpoint, remedy: 'give an origin such as http://127.0.0.1:9000' })
  return url
}

/**
 * `https://api.binance.com/api/v3` -> `http://127.0.0.1:9000/api.binance.com/api/v3`: another
 * host, the same path, and the original host kept as its first segment; web sockets stay web sockets.
 */
export function rewriteUrl(original: string, endpoint: URL, hostname: string | undefined): string {
  const expanded = hostname === undefined ? original : original.replaceAll('{hostname}', hostname)
  const match = /^(https?|wss?):\/\/([^/?#]+)(.*)$/.exec(expanded)
  if (match === null) return expanded
  const [, scheme = '', host = '', rest = ''] = match
  const secure = endpoint.protocol === 'https:'
  const target = scheme.startsWith('ws') ? (secure ? 'wss' : 'ws') : secure ? 'https' : 'http'
  return `${target}://${endpoint.host}/${host}${rest}`
}

function rewriteAll(value: unknown, endpoint: URL, hostname: string | undefined): unknown {
  if (typeof value === 'string') return rewriteUrl(value, endpoint, hostname)
  if (Array.isArray(value)) return value.map((item) => rewriteAll(item, endpoint, hostname))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rewriteAll(item, endpoint, hostname)]))
}

/** Points every address an exchange knows at another server; none may be left, or a request escapes to the real one. */
export async function redirect(exchange: CcxtExchange, endpoint: URL): Promise<void> {
  exchange.urls = { ...exchange.urls, ...(rewriteAll(pickAddresses(exchange.urls), endpoint, exchange.hostname) as object) }
  // Without it ccxt refuses any web socket that is not encrypted.
  await exchange.loadHttpProxyAgent()
}

/** What may be contacted; `www` and `doc` are pages for people. */
const pickAddresses = (urls: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(urls).filter(([key]) => ['api', 'test', 'demo'].includes(key)))
