import { formatQuantity, subtract } from '../../domain/index.ts'
import type { Rule } from '../rule.ts'

/** A spot market cannot be sold short; what other working sells have promised is not free. */
export const availableQuantity: Rule = {
  code: 'available-quantity',
  check: ({ request, instrument, view }) => {
    const free = subtract(view.held, view.committedToSell)
    const limit = `${formatQuantity(free)} ${instrument.base}`
    if (request.side === 'buy') return { measured: 'a purchase', limit, passed: true }
    return { measured: `${formatQuantity(request.quantity)} ${instrument.base}`, limit, passed: request.quantity <= free }
  },
}
