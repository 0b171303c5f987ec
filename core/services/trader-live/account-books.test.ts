import { expect, it } from 'vitest'
import { clientOrderId, fillId, millis, money, type OrderState, quantity, venueOrderId } from '../../domain/index.ts'
import { emptyState } from '../../engine/index.ts'
import type { AssetBalance, VenueAccount } from '../../ports/index.ts'
import { simulatedClock } from '../../simulation/clock/index.ts'
import { DEMO_BTC, liveOrder } from '../../testing/live-venue.ts'
import { AccountBooks } from './account-books.ts'

const AFTER = 2_000

/** Empty books with a thousand USDT, and an account that says what it is told to say. */
function setUp() {
  const clock = simulatedClock(millis(1_000_000))
  const state = emptyState('live', 'manual')
  state.currency = 'USDT'
  state.cash = money('1000')
  const there = { usdt: '1000', reads: 0, since: 0 }
  const account: Pick<VenueAccount, 'balances' | 'openOrders' | 'order' | 'trades'> = {
    balances: () => {
      there.reads += 1
      const held: AssetBalance = { asset: 'USDT', free: money(there.usdt), locked: money('0') }
      return Promise.resolve([held])
    },
    openOrders: () => Promise.resolve([]),
    order: () => Promise.resolve(undefined),
    trades: (_instrument, from) => {
      there.since = 'since' in from ? from.since : 0
      return Promise.resolve([])
    },
  }
  const books = new AccountBooks({
    account: account as VenueAccount,
    state,
    instruments: [DEMO_BTC],
    fills: new Set([fillId('f1')]),
    prefix: 'sntl-live-',
    clock,
    confirmAfter: AFTER,
    wholeAt: millis(500_000),
  })
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
  }
  return { clock, state, there, books, settled }
}

it('equal books are read once, and trades are looked for from a little before that', async () => {
  const { books, there } = setUp()
  expect(await books.compare()).toMatchObject({ differences: [], booksAt: 1_000_000 })
  expect(there.since).toBe(440_000)
  await books.compare()
  expect(there.since).toBe(940_000)
})

it('a difference that is gone at the second reading is none; one that stays is told; one that changed waits', async () => {
  const { books, there, clock, settled } = setUp()
  const compared = async (between: string): Promise<readonly string[]> => {
    there.usdt = '900'
    const comparison = books.compare()
    await settled()
    there.usdt = between
    clock.advance(AFTER)
    return (await comparison).differences.map(({ key, there: words }) => `${key} ${words}`)
  }
  expect(await compared('1000')).toEqual([])
  expect(await compared('900')).toEqual(['cash USDT 900 USDT'])
  expect(await compared('800')).toEqual([])
})

it.each<[OrderState, number]>([
  ['submitted', 0],
  ['cancelling', 0],
  ['unknown', 0],
  ['accepted', 1],
])('an order that is %s here and not there makes %i differences', async (orderState, count) => {
  const { books, state, clock, settled } = setUp()
  const order = {
    ...liveOrder({ side: 'buy', type: 'limit', quantity: quantity('0.1') }),
    state: orderState,
    venueOrderId: venueOrderId('1'),
  }
  state.orders.set(order.id, order)
  state.byClientId.set(clientOrderId(order.clientOrderId), order.id)
  state.working.add(order.id)
  const comparison = books.compare()
  await settled()
  clock.advance(AFTER)
  expect((await comparison).differences).toHaveLength(count)
})
