import { describe, expect, it } from 'vitest'
import { countedIds } from '../../adapters/memory/index.ts'
import {
  clientOrderId,
  formatMoney,
  formatPrice,
  formatQuantity,
  instrumentId,
  exchangeId,
  millis,
  money,
  type Order,
  orderId,
  price,
  quantity,
  rate,
  type VenueReport,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../../domain/index.ts'
import { btcInstrument } from '../../testing/trading-harness.ts'
import { simulatedClock } from '../clock/index.ts'
import type { LiquidityTerms } from './bar-liquidity.ts'
import { BarVenue } from './bar-venue.ts'

const order = (change: Partial<Order> = {}): Order => ({
  id: orderId('1'),
  clientOrderId: clientOrderId('c1'),
  environment: 'paper',
  purpose: 'entry',
  instrument: btcInstrument.id,
  side: 'buy',
  type: 'market',
  quantity: quantity('2'),
  timeInForce: 'GTC',
  reduceOnly: false,
  state: 'submitted',
  filled: ZERO_QUANTITY,
  filledNotional: ZERO_MONEY,
  fee: ZERO_MONEY,
  createdAt: millis(0),
  updatedAt: millis(0),
  ...change,
})

function venueOf(slippage: string, liquidity?: LiquidityTerms) {
  const reports: VenueReport[] = []
  const venue = new BarVenue({
    clock: simulatedClock(millis(7)),
    ids: countedIds(),
    instrument: btcInstrument,
    slippage: rate(slippage),
    ...(liquidity === undefined ? {} : { liquidity }),
  })
  venue.onReport((report) => reports.push(report))
  return { venue, reports }
}

describe('a venue over bars', () => {
  it('fills a market order whole and at once, worse by the slippage and to the worse tick, with the fee', () => {
    const { venue, reports } = venueOf('0.0005')
    venue.tradeAt(price('100.01'))
    venue.submit(order())
    venue.submit(order({ side: 'sell' }))
    // 100.01 x 1.0005 = 100.060005 and 100.01 x 0.9995 = 99.959995 on a grid of 0.01; 10 bps of twice the price.
    expect(
      reports.map((report) =>
        report.type === 'filled' ? [formatPrice(report.price), formatMoney(report.fee), report.at] : report,
      ),
    ).toEqual([
      ['100.07', '0.20014', 7],
      ['99.95', '0.1999', 7],
    ])
  })

  it('fills a share of each bar, keeps the rest, and cancels it on request or when its bars are over', () => {
    const { venue, reports } = venueOf('0', { participation: rate('0.5'), fillBars: 2, cash: () => money('1000000') })
    const told = () =>
      reports.splice(0).map((report) => (report.type === 'filled' ? `filled ${formatQuantity(report.quantity)}` : report.type))
    venue.openBar(price('100'), quantity('1'))
    venue.submit(order())
    venue.submit(order({ clientOrderId: clientOrderId('c2'), side: 'sell', purpose: 'exit-signal' }))
    expect(told()).toEqual(['accepted', 'filled 0.5', 'accepted'])
    venue.openBar(price('100'), quantity('2'))
    expect(told()).toEqual(['filled 1'])
    venue.openBar(price('100'), quantity('1'))
    // The entry has had its two bars; an exit has as many as it needs.
    expect(told()).toEqual(['cancelled', 'filled 0.5'])
    venue.cancel(clientOrderId('c1'))
    venue.cancel(clientOrderId('c2'))
    expect(told()).toEqual(['cancelled'])
  })

  it('buys no more than the cash pays with its fee', () => {
    const { venue, reports } = venueOf('0', { participation: rate('1'), cash: () => money('100.1') })
    venue.openBar(price('100'), quantity('9'))
    venue.submit(order())
    expect(reports.map((report) => (report.type === 'filled' ? formatQuantity(report.quantity) : report.type))).toEqual([
      'accepted',
      '1',
      'cancelled',
    ])
  })

  it('refuses what bars cannot tell: no price yet, a limit, a stop, another market', () => {
    const { venue, reports } = venueOf('0')
    venue.submit(order())
    venue.tradeAt(price('100'))
    venue.submit(order({ type: 'limit', limitPrice: price('90') }))
    venue.submit(order({ type: 'stop', stopPrice: price('90') }))
    venue.submit(order({ instrument: instrumentId(exchangeId('binance'), 'ETH/USDT') }))
    expect(reports.map(({ type }) => type)).toEqual(['rejected', 'rejected', 'rejected', 'rejected'])
  })
})
