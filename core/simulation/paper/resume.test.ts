import { expect, it } from 'vitest'
import { countedIds } from '../../adapters/memory/index.ts'
import {
  type BookSnapshot,
  clientOrderId,
  millis,
  type Order,
  type OrderState,
  orderId,
  price,
  quantity,
  type VenueReport,
  ZERO_MONEY,
} from '../../domain/index.ts'
import { BTC, btcInstrument } from '../../testing/trading-harness.ts'
import { simulatedClock } from '../clock/index.ts'
import { constantLatency, PaperVenue } from './index.ts'

const START = millis(1_700_000_000_000)

function order(state: OrderState, change: Partial<Order> = {}): Order {
  return {
    id: orderId('o1'),
    clientOrderId: clientOrderId('c1'),
    environment: 'paper',
    purpose: 'manual',
    instrument: BTC,
    side: 'buy',
    type: 'market',
    quantity: quantity('2'),
    timeInForce: 'GTC',
    reduceOnly: false,
    state,
    filled: quantity('0'),
    filledNotional: ZERO_MONEY,
    fee: ZERO_MONEY,
    createdAt: START,
    updatedAt: START,
    ...change,
  }
}

const book: BookSnapshot = {
  kind: 'book-snapshot',
  instrument: BTC,
  exchangeTime: START,
  receivedTime: START,
  sequence: 1,
  bids: [{ price: price('99'), quantity: quantity('1') }],
  asks: [
    { price: price('101'), quantity: quantity('1.5') },
    { price: price('102'), quantity: quantity('5') },
  ],
}

/** A venue that was just started again with one order of before. */
function restarted(resumed: Order) {
  const clock = simulatedClock(START)
  const venue = new PaperVenue({ clock, ids: countedIds(), latency: constantLatency(5), instrument: () => btcInstrument })
  const reports: VenueReport[] = []
  venue.onReport((report) => reports.push(report))
  venue.resume(resumed)
  clock.advance(1_000)
  return { clock, venue, reports }
}
const filled = (reports: readonly VenueReport[]): bigint =>
  reports.reduce((sum, report) => sum + (report.type === 'filled' ? report.quantity : 0n), 0n)

it('holds an order that was on its way until its market is seen, then takes it whole', () => {
  const { venue, reports } = restarted(order('submitted'))
  expect(reports).toEqual([])
  venue.onBook(book)
  expect(reports.map(({ type }) => type)).toEqual(['accepted', 'filled', 'filled'])
  expect(filled(reports)).toBe(quantity('2'))
})

it('ends a market order that was cut off after its acceptance or between two fills', () => {
  const accepted = restarted(order('accepted'))
  accepted.venue.onBook(book)
  expect(filled(accepted.reports)).toBe(quantity('2'))
  const partial = restarted(order('partial', { filled: quantity('1.5') }))
  partial.venue.onBook(book)
  expect(filled(partial.reports)).toBe(quantity('0.5'))
})

it('expires what an immediate order cannot get', () => {
  const { venue, reports } = restarted(order('accepted', { type: 'limit', limitPrice: price('101'), timeInForce: 'IOC' }))
  venue.onBook(book)
  expect(filled(reports)).toBe(quantity('1.5'))
  expect(reports.at(-1)?.type).toBe('expired')
})

it('cancels one that still waits for its market, once', () => {
  const { clock, venue, reports } = restarted(order('submitted'))
  venue.cancel(clientOrderId('c1'))
  clock.advance(10)
  venue.onBook(book)
  expect(reports.map(({ type }) => type)).toEqual(['cancelled'])
})
