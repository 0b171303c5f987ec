import { createHmac } from 'node:crypto'
import { formatQuantity, required, roundToStep } from '../../domain/index.ts'
import { filledAccount, type Press } from './engine-switch.ts'

/** Between two tries of the same request, as the trader asks about what is in doubt, ms. */
const PAUSE = 1_000

/** The same cancels and sales, all at once and without an engine; each is asked for after a failure and made again until it is done. */
export async function bareLoop(press: Press): Promise<number> {
  const trader = await filledAccount(press)
  const { state } = trader.engine
  const { endpoint } = press.demo
  const { apiKey, secret } = press.account.keys
  const request = async (
    method: string,
    params: Readonly<Record<string, string>>,
  ): Promise<Readonly<Record<string, unknown>> | undefined> => {
    const query = new URLSearchParams({ ...params, timestamp: String(Date.now()) }).toString()
    const signature = createHmac('sha256', secret).update(query).digest('hex')
    try {
      const url = `${endpoint}/api/v3/order?${query}&signature=${signature}`
      const response = await fetch(url, { method, headers: { 'X-MBX-APIKEY': apiKey } })
      return response.ok ? ((await response.json()) as Readonly<Record<string, unknown>>) : undefined
    } catch {
      return undefined
    }
  }
  const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE))
  const symbolOf = (id: string): string =>
    required(
      press.markets.find((market) => market.id === id),
      'a market',
    ).venueSymbol
  press.fail(true)
  const started = performance.now()
  const cancels = [...state.working].map(async (id) => {
    const order = required(state.orders.get(id), 'an order is kept')
    const params = { symbol: symbolOf(order.instrument), origClientOrderId: order.clientOrderId }
    while ((await request('DELETE', params))?.['status'] !== 'CANCELED') {
      await pause()
      if ((await request('GET', params))?.['status'] === 'CANCELED') return
    }
  })
  const sell = async (symbol: string, quantity: string): Promise<void> => {
    for (let tries = 0; ; tries += 1) {
      const newClientOrderId = `bare-${press.account.keys.apiKey.slice(0, 14)}${symbol}${String(tries)}`
      const params = { symbol, side: 'SELL', type: 'MARKET', quantity, newClientOrderId }
      if ((await request('POST', params))?.['status'] === 'FILLED') return
      await pause()
      if ((await request('GET', { symbol, origClientOrderId: newClientOrderId }))?.['status'] === 'FILLED') return
    }
  }
  const sales = [...state.positions.values()].map(({ instrument, quantity }) => {
    const { lotSize } = required(
      press.markets.find(({ id }) => id === instrument),
      'a market',
    )
    return sell(symbolOf(instrument), formatQuantity(roundToStep(quantity, lotSize)))
  })
  await Promise.all([...cancels, ...sales])
  const ms = performance.now() - started
  press.fail(false)
  await trader.close()
  return ms
}
