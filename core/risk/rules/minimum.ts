import { formatMoney, formatQuantity, notional } from '../../domain/index.ts'
import { expectedPrice } from '../context.ts'
import type { Rule } from '../rule.ts'

/** What the venue asks of an order, and so of each part that it sees by itself. */
export const minimumSize: Rule = {
  code: 'minimum-size',
  check: (context) => {
    const { request, instrument } = context
    const part = context.part ?? request.displayQuantity ?? request.quantity
    const limit = `${formatQuantity(instrument.minQuantity)} ${instrument.base}, ${formatMoney(instrument.minNotional)} ${instrument.quote}`
    const at = expectedPrice(context)
    // What lowers risk is not held back because nobody knows what it is worth.
    if (at === undefined) return { measured: 'no price', limit, passed: request.side === 'sell' }
    const value = notional(at, part)
    return {
      measured: `${part === request.quantity ? '' : 'parts of '}${formatQuantity(part)} ${instrument.base}, ${formatMoney(value)} ${instrument.quote}`,
      limit,
      passed: part >= instrument.minQuantity && value >= instrument.minNotional,
    }
  },
}
