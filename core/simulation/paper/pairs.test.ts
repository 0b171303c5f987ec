import { describe, expect, it } from 'vitest'
import { countedIds } from '../../adapters/memory/index.ts'
import {
  clientOrderId,
  millis,
  type Order,
  orderId,
  price,
  quantity,
  type VenueReport,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../../domain/index.ts'
import { BTC, btcInstrument } from '../../testing/trading-harness.ts'
import { simulatedClock } from '../clock/index.ts'
import { constantLatency, PaperVenue } from './index.ts'

const order = (id: string, other: string, change: Partial<Order>): Order => ({
  id: orderId(id),
  clientOrderId: clientOrderId(id),
  pairedWith: orderId(other),
  environment: 'paper',
  purpose: 'exit-stop',
  instrument: BTC,
  side: 'sell',
  type: 'stop',
  quantity: quantity('2'),
  timeInForce: 'GTC',
  reduceOnly: true,
  state: 'submitted',
  filled: ZERO_QUANTITY,
  filledNotional: ZERO_MONEY,
  fee: ZERO_MONEY,
  createdAt: millis(0),
  updatedAt: millis(0),
  ...change,
})
const stop = order('stop', 'target', { stopPrice: price('95') })
const target = order('target', 'stop', { purpose: 'exit-target', type: 'limit', limitPrice: price('110') })

function scene() {
  const clock = simulatedClock(millis(1_000))
  const venue = new PaperVenue({ clock, ids: countedIds(), latency: constantLatency(10), instrument: () => btcInstrument })
  const told: string[] = []
  venue.onReport((report: VenueReport) => {
    told.push(`${report.clientOrderId} ${report.type}${'reason' in report ? `: ${report.reason}` : ''}`)
  })
  let sequence = 0
  return {
    clock,
    venue,
    told,
    market(bid: string, size = '5'): void {
      sequence += 1
      const at = clock.now()
      const level = (text: string) => [{ price: price(text), quantity: quantity(size) }]
      const ask = (Number(bid) + 0.01).toFixed(2)
      venue.onBook({
        kind: 'book-snapshot',
        instrument: BTC,
        exchangeTime: at,
        receivedTime: at,
        sequence,
        bids: level(bid),
        asks: level(ask),
      })
    },
    trade(at: string, size: string): void {
      const time = clock.now()
      venue.onTrade({
        kind: 'trade',
        instrument: BTC,
        exchangeTime: time,
        receivedTime: time,
        id: 't',
        price: price(at),
        quantity: quantity(size),
        aggressor: 'buy',
      })
    },
    /** What was told since the last call. */
    news: (): readonly string[] => told.splice(0),
  }
}

function resting(orders: readonly [Order, Order] = [stop, target]) {
  const made = scene()
  made.market('100.00')
  made.venue.submitPair(orders)
  made.clock.advance(10)
  expect(made.news()).toEqual(['stop accepted', 'target accepted'])
  return made
}

describe('two orders of which one ends the other', () => {
  it('a stop that triggers ends the target, and what the book cannot take is nobody`s', () => {
    const made = resting()
    made.market('94.00', '5')
    expect(made.news()).toEqual(['stop filled', 'target cancelled: the other of its pair traded'])
    const thin = resting()
    thin.market('94.00', '0.5')
    expect(thin.news()).toEqual([
      'stop filled',
      'target cancelled: the other of its pair traded',
      'stop expired: the displayed book is used up',
    ])
    for (const each of [made, thin]) {
      each.market('120.00')
      each.trade('121', '9')
      expect(each.news()).toEqual([])
    }
  })

  it('a target that trades in part ends the stop and works on, also where the market falls through both', () => {
    const made = resting()
    made.trade('111', '0.5')
    expect(made.news()).toEqual(['target filled', 'stop cancelled: the other of its pair traded'])
    made.market('90.00')
    expect(made.news()).toEqual([])
    made.trade('111', '9')
    expect(made.news()).toEqual(['target filled'])
    const both = resting([{ ...stop, stopPrice: price('99.99') }, target])
    both.market('111.00')
    both.market('90.00')
    expect(both.news()).toEqual(['target filled', 'stop cancelled: the other of its pair traded'])
  })

  it.each([[['stop']], [['target']], [['stop', 'target']]])('a cancel of %s ends both, once', (ids) => {
    const made = resting()
    for (const id of ids) made.venue.cancel(clientOrderId(id))
    made.clock.advance(10)
    expect(
      made
        .news()
        .map((text) => text.split(':')[0])
        .sort(),
    ).toEqual(['stop cancelled', 'target cancelled'])
    made.market('90.00')
    expect(made.news()).toEqual([])
  })

  it.each([
    ['95.00', 'the stop would trigger at once'],
    ['110.00', 'the target would trade at once'],
  ])('are refused together at %s: %s', (bid, reason) => {
    const made = scene()
    made.market(bid)
    made.venue.submitPair([stop, target])
    made.clock.advance(10)
    expect(made.news()).toEqual([`stop rejected: ${reason}`, `target rejected: ${reason}`])
    made.market('90.00')
    expect(made.news()).toEqual([])
  })

  it('are refused together where there is no market', () => {
    const made = scene()
    made.venue.submitPair([stop, target])
    made.clock.advance(10)
    expect(made.news()).toEqual([`stop rejected: no market for ${BTC}`, `target rejected: no market for ${BTC}`])
  })

  it('are a pair after a restart too', () => {
    for (const state of ['accepted', 'submitted'] as const) {
      const made = scene()
      for (const each of [stop, target]) made.venue.resume({ ...each, state })
      made.market('100.00')
      made.news()
      made.market('94.00')
      expect(made.news()).toEqual(['stop filled', 'target cancelled: the other of its pair traded'])
    }
  })

  it('of which one ended before a restart: the other ends too, unless it is the one that traded', () => {
    const made = scene()
    made.venue.resume({ ...target, state: 'accepted' })
    made.market('100.00')
    expect(made.news()).toEqual(['target cancelled: the other of its pair had ended'])
    const traded = scene()
    traded.venue.resume({ ...target, state: 'partial', filled: quantity('0.5') })
    traded.market('111.00')
    expect(traded.news()).toEqual(['target filled'])
  })
})
