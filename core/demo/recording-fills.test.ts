import { afterEach, expect, it } from 'vitest'
import { millis } from '../domain/index.ts'
import { simulatedClock } from '../simulation/clock/index.ts'
import { type DemoExchange, startDemoExchange } from './index.ts'
import { quietLogger } from './testing/quiet.ts'
import { getJson, signed } from './testing/rest-client.ts'

let demo: DemoExchange | undefined
afterEach(() => demo?.close())

it('in a recording, a resting order fills later, as maker at its own price, and the public tape stays as recorded', async () => {
  const clock = simulatedClock(millis(1_790_000_012_345))
  demo = await startDemoExchange({ source: 'recording', clock, logger: quietLogger })
  const rest = `${demo.endpoint}/api/v3`
  clock.advance(5_000)
  const best = (await getJson(`${rest}/ticker/bookTicker?symbol=BTCUSDT`)).body
  const price = String(best['bidPrice'])
  const parameters = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT_MAKER', quantity: '0.5', price }
  const placed = await signed(`${rest}/order`, parameters, { method: 'POST', timestamp: clock.now() })
  const orderId = String(placed.body['orderId'])
  const since = clock.now()
  const state = async () => (await signed(`${rest}/order`, { symbol: 'BTCUSDT', orderId }, { timestamp: clock.now() })).body
  let body = await state()
  for (let second = 0; second < 600 && body['status'] !== 'FILLED'; second += 1) {
    clock.advance(1_000)
    body = await state()
  }
  expect(body).toMatchObject({ status: 'FILLED', executedQty: '0.50000000' })
  expect(Number(body['updateTime'])).toBeGreaterThan(since)
  const fills = (await signed(`${rest}/myTrades`, { symbol: 'BTCUSDT' }, { timestamp: clock.now() })).body as unknown as {
    id: number
    isMaker: boolean
    price: string
  }[]
  expect(fills.every((fill) => fill.isMaker && fill.price === price)).toBe(true)
  const tape = (await getJson(`${rest}/trades?symbol=BTCUSDT&limit=1000`)).body as unknown as { id: number }[]
  expect(tape.some((trade) => fills.some((fill) => fill.id === trade.id))).toBe(false)
})
