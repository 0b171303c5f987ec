import { add, applyRate, formatMoney, notional } from '../../domain/index.ts'
import { expectedPrice } from '../context.ts'
import type { Rule } from '../rule.ts'

/** Buys must be payable with their taker fee out of what no other working order has reserved. */
export const availableCash: Rule = {
  code: 'available-cash',
  check: (context) => {
    const { request, instrument, view } = context
    const limit = `${formatMoney(view.availableCash)} ${instrument.quote}`
    if (request.side === 'sell') return { measured: 'a sale', limit, passed: true }
    const at = expectedPrice(context)
    if (at === undefined) return { measured: 'no price', limit, passed: false }
    const value = notional(at, request.quantity)
    const cost = add(value, applyRate(value, instrument.takerFee, 'up'))
    return { measured: `${formatMoney(cost)} ${instrument.quote}`, limit, passed: cost <= view.availableCash }
  },
}
