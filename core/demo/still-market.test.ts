import { afterEach, expect, it } from 'vitest'
import { InputError, millis, price } from '../domain/index.ts'
import { type SimulatedClock, simulatedClock } from '../simulation/clock/index.ts'
import { type DemoExchange, startDemoExchange } from './index.ts'
import { quietLogger } from './testing/quiet.ts'
import { getJson } from './testing/rest-client.ts'

let clock: SimulatedClock
let demo: DemoExchange | undefined

async function start(source: 'still' | 'market'): Promise<DemoExchange> {
  clock = simulatedClock(millis(1_790_000_012_345))
  demo = await startDemoExchange({ source, clock, logger: quietLogger })
  return demo
}
afterEach(() => demo?.close())

const touch = async (of: DemoExchange): Promise<readonly [number, number]> => {
  const { body } = await getJson(`${of.endpoint}/api/v3/ticker/bookTicker?symbol=BTCUSDT`)
  return [Number(body['bidPrice']), Number(body['askPrice'])]
}

it('stands still however long it stands, and moves when it is told to', async () => {
  const still = await start('still')
  const before = await touch(still)
  clock.advance(3_600_000)
  expect(await touch(still)).toEqual(before)
  for (const to of ['123456.78', '99999.99', '110000']) {
    still.moveTo('BTCUSDT', price(to))
    const [bid, ask] = await touch(still)
    expect(bid).toBeLessThanOrEqual(Number(to))
    expect(ask).toBeGreaterThanOrEqual(Number(to))
    expect(ask - bid).toBeLessThan(5)
    const last = (await getJson(`${still.endpoint}/api/v3/ticker/price?symbol=BTCUSDT`)).body['price']
    expect(Number(last)).toBe(bid)
  }
})

it('is moved to prices of its grid only, and no other market is', async () => {
  const still = await start('still')
  expect(() => still.moveTo('BTCUSDT', price('110000.001'))).toThrow(InputError)
  expect(() => still.moveTo('ETHUSDT', price('110000'))).toThrow(InputError)
  await still.close()
  const market = await start('market')
  expect(() => market.moveTo('BTCUSDT', price('110000'))).toThrow(InputError)
})
