import { expect, it } from 'vitest'
import { clientOrderId, instrumentId, exchangeId, millis, money, type Order } from '../../domain/index.ts'
import { type AssetBalance, VenueReadError } from '../../ports/index.ts'
import { readVenueBooks } from './index.ts'

const BTC = instrumentId(exchangeId('binance'), 'BTC/USDT')
const balance = (free: string): AssetBalance => ({ asset: 'USDT', free: money(free), locked: money('0') })

function accountOf(balances: readonly string[]) {
  const asked: string[] = []
  let reads = 0
  return {
    asked,
    account: {
      balances: () => {
        reads += 1
        return Promise.resolve([balance(balances[Math.min(reads, balances.length) - 1] ?? '0')])
      },
      openOrders: () => Promise.resolve([]),
      trades: () => Promise.resolve([]),
      order: (_instrument: unknown, id: string) => {
        asked.push(id)
        return Promise.resolve(undefined)
      },
    },
  }
}
const rest = { orders: [], instruments: [BTC], from: () => ({ since: millis(0) }) }

it('is read until two readings agree', async () => {
  const { account } = accountOf(['1', '2', '2'])
  expect((await readVenueBooks({ ...rest, account })).balances).toEqual([balance('2')])
})

it('is no reading while the account moves', async () => {
  const { account } = accountOf(['1', '2', '3', '4', '5', '6'])
  const reading = readVenueBooks({ ...rest, account })
  await expect(reading).rejects.toThrow(VenueReadError)
  await expect(reading).rejects.toMatchObject({ code: 'moving' })
})

it('asks for each order of ours that may still work and is not listed as open', async () => {
  const { account, asked } = accountOf(['1'])
  const order = { instrument: BTC, clientOrderId: clientOrderId('sntl-live-1'), state: 'unknown' } as Order
  const ended = { ...order, clientOrderId: clientOrderId('sntl-live-2'), state: 'cancelled' } as Order
  await readVenueBooks({ ...rest, account, orders: [order, ended] })
  expect(asked).toEqual(['sntl-live-1', 'sntl-live-1'])
})
