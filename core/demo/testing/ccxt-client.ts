import ccxt from 'ccxt'
import { DEMO_ACCOUNT } from '../index.ts'

/** For tests: unmodified ccxt, pointed at a loopback server by the rewrite rule and nothing else. */
export async function ccxtAt(endpoint: string, account = DEMO_ACCOUNT): Promise<InstanceType<typeof ccxt.pro.binance>> {
  const exchange = new ccxt.pro.binance({
    apiKey: account.apiKey,
    secret: account.secret,
    options: { fetchMarkets: { types: ['spot'] }, defaultType: 'spot', fetchMargins: false, fetchCurrencies: false },
  })
  exchange.urls.api = rewritten(exchange.urls.api, endpoint)
  await exchange.loadHttpProxyAgent()
  return exchange
}

function rewritten(urls: unknown, endpoint: string): never {
  const visit = (value: unknown): unknown => {
    if (typeof value === 'string')
      return value.replace(/^(http|ws)s?:\/\//, (_all, scheme: string) => `${endpoint.replace(/^http/, scheme)}/`)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item)]))
  }
  return visit(urls) as never
}
