import { formatPrice, formatQuantity, isOnStep } from '../../domain/index.ts'
import type { Rule } from '../rule.ts'

export const precision: Rule = {
  code: 'precision',
  check: ({ request, instrument }) => {
    const prices = [request.limitPrice, request.stopPrice].filter((p) => p !== undefined)
    const onTick = prices.every((p) => isOnStep(p, instrument.tickSize))
    const onLot = isOnStep(request.quantity, instrument.lotSize)
    return {
      measured: [formatQuantity(request.quantity), ...prices.map((p) => formatPrice(p))].join(' @ '),
      limit: `lot ${formatQuantity(instrument.lotSize)}, tick ${formatPrice(instrument.tickSize)}`,
      passed: onTick && onLot,
    }
  },
}
