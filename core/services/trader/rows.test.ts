import { expect, it } from 'vitest'
import { clientOrderId, type Order, quantity, required, scheduleId } from '../../domain/index.ts'
import { limitOrder, ordersOf, readyToTrade } from '../../testing/trading-harness.ts'
import { orderRow, scheduleRow } from './rows.ts'

const { limitPrice: _none, ...order } = limitOrder
const twap = {
  ...order,
  orderType: 'market',
  quantity: quantity('1'),
  schedule: { kind: 'twap', slices: 2, duration: 4_000 },
} as const

it('marks an order that does not carry our id, and gives no mean price before a fill', () => {
  const h = readyToTrade()
  h.command(limitOrder)
  const own = required(ordersOf(h)[0], 'the order is known')
  expect(orderRow(own)).toMatchObject({ left: '1' })
  expect(orderRow(own)).not.toHaveProperty('averagePrice')
  expect(orderRow(own)).not.toHaveProperty('external')
  const foreign: Order = { ...own, clientOrderId: clientOrderId('web_38f1') }
  expect(orderRow(foreign)).toMatchObject({ external: true })
})

it('gives the mean of a schedule over its own slices, and none once a slice is forgotten', () => {
  const h = readyToTrade()
  h.command(twap)
  h.clock.advance(20)
  h.clock.advance(1_970)
  h.market('101.00', '101.01')
  h.tick(20)
  h.market('101.00', '101.01')
  h.clock.advance(20)
  const schedule = required([...h.engine.state.schedules.values()][0], 'the schedule is known')
  expect(scheduleRow(schedule, h.engine.state)).toMatchObject({ filled: '1', left: '0', averagePrice: '100.51' })
  const other = { ...schedule, id: scheduleId('other') }
  expect(scheduleRow(other, h.engine.state)).not.toHaveProperty('averagePrice')
  const [first] = ordersOf(h)
  const forgotten = new Map([...h.engine.state.orders].filter(([id]) => id !== first?.id))
  expect(scheduleRow(schedule, { orders: forgotten })).not.toHaveProperty('averagePrice')
})
