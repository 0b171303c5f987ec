import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { millis, type Quantity, rate, required } from '../../domain/index.ts'
import { simulatedClock } from '../../simulation/clock/index.ts'
import { StreamHub } from '../market/stream-hub.ts'
import { candleSource } from '../sources/candles/candle-source.ts'
import { Account } from './account.ts'
import { ApiError } from './api-error.ts'
import { OrderDesk } from './order-desk.ts'
import { readOrder } from './order-input.ts'
import { Parameters } from './parameters.ts'
import { amountOf } from './symbol.ts'

const dataDir = fileURLToPath(new URL('../../../resources/demo/', import.meta.url))

const anyStep = fc.record({
  side: fc.constantFrom('BUY', 'SELL'),
  type: fc.constantFrom(
    'LIMIT',
    'LIMIT',
    'LIMIT',
    'LIMIT',
    'LIMIT',
    'LIMIT',
    'LIMIT_MAKER',
    'MARKET',
    'QUOTE',
    'STOP_LOSS',
    'STOP_LOSS_LIMIT',
    'TAKE_PROFIT',
    'CANCEL',
  ),
  timeInForce: fc.constantFrom('GTC', 'GTC', 'IOC', 'FOK'),
  /** Basis points from the last price. */
  away: fc.integer({ min: -3, max: 3 }),
  lots: fc.integer({ min: 10, max: 300_000 }),
  wait: fc.integer({ min: 0, max: 2_000 }),
})

/** What is locked is what the open orders may still need, no more and no less. */
function expectLocksToMatch(desk: OrderDesk, account: Account): void {
  let usdt = 0n
  let btc = 0n
  for (const open of desk.openOrders(account)) {
    const left = (open.quantity - open.executed) as Quantity
    if (open.side === 'SELL') expect(open.locked).toBe(amountOf(left))
    else if (open.price > 0n) expect(open.locked).toBe(open.price * left)
    if (open.side === 'SELL') btc += open.locked
    else usdt += open.locked
  }
  expect(account.of('USDT').locked).toBe(usdt)
  expect(account.of('BTC').locked).toBe(btc)
}

describe('order desk', () => {
  it('conserves every balance to the last digit, whatever is ordered', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { minLength: 15, maxLength: 40, size: 'max' }), (steps) => {
        const clock = simulatedClock(millis(1_790_000_012_345))
        const source = candleSource({ dataDir, hub: new StreamHub(), clock, speed: 1, seed: 7 })
        const market = required(source.markets[0], 'a market')
        const desk = new OrderDesk({
          now: () => clock.now(),
          fees: { maker: rate('0.001'), taker: rate('0.001') },
          firstOrderId: 1,
        })
        market.onMatched = (events) => {
          desk.apply(events)
        }
        source.start()
        const account = new Account(1, { apiKey: 'k', secret: 's', balances: { USDT: '1000000', BTC: '10' } })
        for (const step of steps) {
          clock.advance(step.wait)
          const last = Number(required(market.lastPrice, 'a price')) / 1e12
          const at = (last * (1 + step.away / 10_000)).toFixed(2)
          const values: Record<string, string> = { side: step.side, type: step.type, quantity: (step.lots / 100_000).toFixed(5) }
          if (step.type === 'QUOTE') {
            values['type'] = 'MARKET'
            values['quoteOrderQty'] = String(step.lots)
            values['quantity'] = ''
          }
          if (step.type.includes('LIMIT')) values['price'] = at
          if (step.type === 'LIMIT' || step.type === 'STOP_LOSS_LIMIT') values['timeInForce'] = step.timeInForce
          if (step.type.startsWith('STOP') || step.type === 'TAKE_PROFIT') values['stopPrice'] = at
          try {
            if (step.type === 'CANCEL') {
              const open = desk.openOrders(account)[0]
              if (open !== undefined) desk.cancel(open, market, 'c')
            } else desk.place(account, market, readOrder(new Parameters(new Map(Object.entries(values)))))
          } catch (error) {
            if (!(error instanceof ApiError)) throw error
          }
          expectLocksToMatch(desk, account)
        }
        let usdt = 1_000_000n * 10n ** 24n
        let btc = 10n * 10n ** 24n
        for (const trade of desk.trades) {
          const buys = trade.order.side === 'BUY'
          usdt += buys ? 0n - trade.notional : trade.notional - trade.commission
          btc += buys ? amountOf(trade.quantity) - trade.commission : -amountOf(trade.quantity)
        }
        for (const [asset, expected] of [
          ['USDT', usdt],
          ['BTC', btc],
        ] as const) {
          const { free, locked } = account.of(asset)
          expect(free + locked).toBe(expected)
          expect(free >= 0n && locked >= 0n).toBe(true)
        }
        for (const open of desk.openOrders(account)) desk.cancel(open, market, 'c')
        expect(account.of('USDT').locked).toBe(0n)
        expect(account.of('BTC').locked).toBe(0n)
        source.stop()
      }),
      { numRuns: 15 },
    )
  })
})
