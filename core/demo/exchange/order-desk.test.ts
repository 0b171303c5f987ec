import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { price, type Price, type Quantity, rate, required } from '../../domain/index.ts'
import type { Market } from '../market/market.ts'
import { StreamHub } from '../market/stream-hub.ts'
import { stillSource } from '../sources/still/still-source.ts'
import { Account } from './account.ts'
import { ApiError } from './api-error.ts'
import { OrderDesk } from './order-desk.ts'
import { readOrder } from './order-input.ts'
import { readOrderList } from './order-list-input.ts'
import { isOpen } from './order-record.ts'
import { Parameters } from './parameters.ts'
import { amountOf } from './symbol.ts'

const KINDS = [
  'LIMIT',
  'LIMIT',
  'LIMIT',
  'LIMIT_MAKER',
  'ICEBERG',
  'ICEBERG',
  'MARKET',
  'QUOTE',
  'STOP_LOSS',
  'STOP_LOSS_LIMIT',
  'TAKE_PROFIT',
  'TAKE_PROFIT_LIMIT',
  'PAIR',
  'PAIR',
  'WAITING PAIR',
  'CANCEL',
  'MOVE',
  'MOVE',
  'MOVE',
] as const

const anyStep = fc.record({
  side: fc.constantFrom('BUY', 'SELL'),
  kind: fc.constantFrom(...KINDS),
  timeInForce: fc.constantFrom('GTC', 'GTC', 'IOC', 'FOK'),
  /** Basis points from the last price. */
  away: fc.integer({ min: -8, max: 8 }),
  lots: fc.integer({ min: 10, max: 300_000 }),
  target: fc.nat(),
})
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never

const parameters = (values: Readonly<Record<string, string>>): Parameters => new Parameters(new Map(Object.entries(values)))

function carryOut(step: Step, desk: OrderDesk, account: Account, market: Market, moveTo: (to: Price) => void): void {
  const last = Number(required(market.lastPrice, 'a price')) / 1e12
  const at = (away: number): string => (last * (1 + away / 10_000)).toFixed(2)
  const { side, kind } = step
  const values: Record<string, string> = { side, quantity: (step.lots / 100_000).toFixed(5) }
  const open = desk.openOrders(account)
  if (kind === 'MOVE') moveTo(price(at(step.away)))
  else if (kind === 'CANCEL') {
    const chosen = open[step.target % Math.max(1, open.length)]
    if (chosen !== undefined) desk.cancel(chosen, market, 'c')
  } else if (kind === 'PAIR' || kind === 'WAITING PAIR') {
    const distance = 1 + Math.abs(step.away)
    const [stop, target] = side === 'SELL' ? (['below', 'above'] as const) : (['above', 'below'] as const)
    const up = side === 'SELL' ? 1 : -1
    const near = at(up * distance)
    const kinds: Record<string, string> =
      kind === 'PAIR'
        ? { [`${target}Type`]: 'LIMIT_MAKER', [`${target}Price`]: near }
        : { [`${target}Type`]: 'TAKE_PROFIT', [`${target}StopPrice`]: near }
    const limited = { [`${stop}Price`]: at(-up * (distance + 1)), [`${stop}TimeInForce`]: step.timeInForce }
    const stopped = {
      [`${stop}Type`]: step.lots % 2 === 0 ? 'STOP_LOSS' : 'STOP_LOSS_LIMIT',
      [`${stop}StopPrice`]: at(-up * distance),
    }
    desk.placeList(
      account,
      market,
      readOrderList(parameters({ ...values, ...kinds, ...stopped, ...(step.lots % 2 === 0 ? {} : limited) })),
    )
  } else {
    values['type'] = kind
    if (kind === 'ICEBERG') {
      values['type'] = 'LIMIT'
      values['icebergQty'] = (Math.ceil(step.lots / 4) / 100_000).toFixed(5)
    }
    if (kind === 'QUOTE') {
      values['type'] = 'MARKET'
      values['quoteOrderQty'] = String(step.lots)
      values['quantity'] = ''
    }
    if (kind.includes('LIMIT') || kind === 'ICEBERG') values['price'] = at(step.away)
    if (kind === 'ICEBERG') values['timeInForce'] = 'GTC'
    else if (kind.endsWith('LIMIT')) values['timeInForce'] = step.timeInForce
    if (kind.startsWith('STOP') || kind.startsWith('TAKE')) values['stopPrice'] = at(step.away)
    desk.place(account, market, readOrder(parameters(values)))
  }
}

/** What is locked is what the open orders may still need, once for both of a pair, no more and no less. */
function expectLocksToMatch(desk: OrderDesk, account: Account): void {
  const sums = { SELL: 0n, BUY: 0n }
  const open = desk.openOrders(account)
  for (const order of open) {
    sums[order.side] += order.locked
    const other = open.find((one) => one !== order && one.listId === order.listId && one.listId >= 0)
    const left = (order.quantity - order.executed) as Quantity
    const needed = order.side === 'SELL' ? amountOf(left) : order.price > 0n ? order.price * left : order.needed
    if (other === undefined) expect(order.locked).toBe(needed)
    else expect(order.locked + other.locked).toBe(needed > other.needed ? needed : other.needed)
  }
  expect(account.of('USDT').locked).toBe(sums.BUY)
  expect(account.of('BTC').locked).toBe(sums.SELL)
}

/** Of two one trades at most, and neither outlives the other's first trade. */
function expectPairsToExclude(desk: OrderDesk): void {
  for (const { orders } of desk.lists.values()) {
    const traded = orders.filter(({ executed }) => executed > 0n)
    expect(traded.length).toBeLessThanOrEqual(1)
    if (traded.length === 1) expect(orders.filter(({ status }) => status === 'EXPIRED').length).toBeGreaterThanOrEqual(1)
  }
}

describe('order desk', () => {
  it('conserves every balance to the last digit, whatever is ordered', () => {
    let paired = 0
    fc.assert(
      fc.property(fc.array(anyStep, { minLength: 15, maxLength: 60, size: 'max' }), (steps) => {
        const source = stillSource({ hub: new StreamHub(), now: () => 1_790_000_012_345, seed: 7 })
        const market = required(source.markets[0], 'a market')
        const desk = new OrderDesk({
          now: () => 1_790_000_012_345,
          fees: { maker: rate('0.001'), taker: rate('0.001') },
          firstOrderId: 1,
        })
        market.onMatched = (events) => {
          desk.apply(events)
        }
        source.start()
        const account = new Account(1, { apiKey: 'k', secret: 's', balances: { USDT: '1000000', BTC: '10' } })
        for (const step of steps) {
          try {
            carryOut(step, desk, account, market, (to) => source.moveTo?.(market.spec.symbol, to))
          } catch (error) {
            if (!(error instanceof ApiError)) throw error
          }
          expectLocksToMatch(desk, account)
          expectPairsToExclude(desk)
        }
        for (const { orders } of desk.lists.values()) if (orders.some(({ executed }) => executed > 0n)) paired += 1
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
        for (const open of desk.openOrders(account)) if (isOpen(open)) desk.cancel(open, market, 'c')
        expect(account.of('USDT').locked).toBe(0n)
        expect(account.of('BTC').locked).toBe(0n)
      }),
      { numRuns: 100, seed: 20_261 },
    )
    expect(paired).toBeGreaterThan(50)
  })
})
