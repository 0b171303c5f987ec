import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  add,
  applyRate,
  type Command,
  notional,
  ORDER_KINDS,
  type OrderType,
  price,
  type Quantity,
  subtract,
  TIMES_IN_FORCE,
  ZERO_MONEY,
} from '../domain/index.ts'
import { PLAIN_VENUE } from '../ports/index.ts'
import { BTC, btcInstrument, ordersOf, readyToTrade } from '../testing/trading-harness.ts'
import { DEFAULT_TRADING_CONFIG, portfolioOf } from './index.ts'

type Submit = Omit<Extract<Command, { type: 'SubmitOrder' }>, 'id'>
const cents = fc.integer({ min: 9_700, max: 10_300 })
const text = (amount: number): string => (amount / 100).toFixed(2)
const move = fc.oneof(
  fc.record({
    do: fc.constant('submit' as const),
    type: fc.constantFrom<OrderType>('limit', 'stop-limit', 'take-profit-limit'),
    timeInForce: fc.constantFrom(...TIMES_IN_FORCE),
    postOnly: fc.boolean(),
    /** In lots of 0.00001. */
    size: fc.integer({ min: 10_000, max: 900_000 }),
    shows: fc.constantFrom(0, 2, 3),
    limit: cents,
    trigger: cents,
  }),
  fc.record({ do: fc.constant('market' as const), bid: cents, size: fc.constantFrom('0.5', '5', '50') }),
  fc.record({ do: fc.constant('trade' as const), at: cents, size: fc.constantFrom('0.5', '50') }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 10, max: 600 }) }),
)

const LOT = 10n ** 7n
const fee = btcInstrument.takerFee

it('what is kept back for a purchase with a limit always pays for it, whatever its kind and whoever waits for its price', () => {
  let bought = 0
  fc.assert(
    fc.property(fc.array(move, { minLength: 20, maxLength: 60 }), fc.boolean(), (script, plain) => {
      const { risk } = DEFAULT_TRADING_CONFIG
      const one = 10n ** 12n
      const wide = {
        maxPosition: one,
        maxExposure: one,
        maxAssetExposure: one,
        maxVenueExposure: one,
        maxCorrelatedExposure: one,
      }
      const loose = { ...wide, maxOrdersPerMinute: 10_000, maxOpenOrders: 10_000, maxDrawdown: one, maxDailyLoss: one }
      const limits = { ...risk, ...(loose as Partial<typeof risk>), maxRejects: 10_000 }
      const h = readyToTrade({ config: { risk: limits }, ...(plain ? { venue: PLAIN_VENUE } : {}) })
      const { state } = h.engine
      for (const step of script) {
        if (step.do === 'submit') {
          const quantity = (BigInt(step.size) * LOT) as Quantity
          const rests = step.type === 'limit' && step.timeInForce === 'GTC'
          const shown = step.shows === 0 ? 0n : (quantity / BigInt(step.shows) / LOT) * LOT
          const order: Submit = {
            type: 'SubmitOrder',
            instrument: BTC,
            side: 'buy',
            orderType: step.type,
            quantity,
            limitPrice: price(text(step.limit)),
            timeInForce: step.timeInForce,
            reduceOnly: false,
            ...(ORDER_KINDS[step.type].stopPrice ? { stopPrice: price(text(step.trigger)) } : {}),
            ...(rests && step.postOnly ? { postOnly: true } : {}),
            ...(rests && shown > 0n ? { displayQuantity: shown as Quantity } : {}),
          }
          const before = portfolioOf(state, h.now()).reserved
          const answer = h.command(order)
          if (answer.ok && state.schedules.size === 0) {
            const worst = notional(price(text(step.limit)), quantity)
            expect(subtract(portfolioOf(state, h.now()).reserved, before)).toBe(add(worst, applyRate(worst, fee, 'up')))
          }
        } else if (step.do === 'market') h.market(text(step.bid), text(step.bid + 1), step.size)
        else if (step.do === 'trade') h.trade(text(step.at), step.size, 'sell')
        else h.tick(step.ms)
        const { cash } = state
        expect(cash >= portfolioOf(state, h.now()).reserved, 'what is reserved is there').toBe(true)
        for (const order of ordersOf(h)) {
          const worst = notional(order.limitPrice ?? price('0'), order.filled)
          expect(order.filledNotional <= worst && order.fee <= applyRate(worst, fee, 'up')).toBe(true)
        }
      }
      bought += Number(
        [...state.fills.values()].reduce((sum, fill) => add(sum, notional(fill.price, fill.quantity)), ZERO_MONEY) > 0n,
      )
    }),
    { numRuns: 150 },
  )
  expect(bought).toBeGreaterThan(50)
})
