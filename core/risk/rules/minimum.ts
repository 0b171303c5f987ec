import { formatMoney, formatQuantity, notional } from '../../domain/index.ts'
import { expectedPrice } from '../context.ts'
import type { Rule } from '../rule.ts'

export const minimumSize: Rule = {
  code: 'minimum-size',
  check: (context) => {
    const { request, instrument } = context
    const limit = `${formatQuantity(instrument.minQuantity)} ${instrument.base}, ${formatMoney(instrument.minNotional)} ${instrument.quote}`
    const at = expectedPrice(context)
    if (at === undefined) return { measured: 'no price', limit, passed: false }
    const value = notional(at, request.quantity)
    return {
      measured: `${formatQuantity(request.quantity)} ${instrument.base}, ${formatMoney(value)} ${instrument.quote}`,
      limit,
      passed: request.quantity >= instrument.minQuantity && value >= instrument.minNotional,
    }
  },
}
