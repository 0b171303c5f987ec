import { formatPrice, formatQuantity, isOnStep } from '../../domain/index.ts'
import type { Rule } from '../rule.ts'

export const precision: Rule = {
  code: 'precision',
  check: ({ request, instrument, part }) => {
    const prices = [request.limitPrice, request.stopPrice].filter((p) => p !== undefined)
    const onTick = prices.every((p) => isOnStep(p, instrument.tickSize))
    const sizes = [request.quantity, request.displayQuantity, part].filter((size) => size !== undefined)
    const onLot = sizes.every((size) => isOnStep(size, instrument.lotSize))
    return {
      measured: [
        [...new Set(sizes)].map((size) => formatQuantity(size)).join(' in parts of '),
        ...prices.map((p) => formatPrice(p)),
      ].join(' @ '),
      limit: `lot ${formatQuantity(instrument.lotSize)}, tick ${formatPrice(instrument.tickSize)}`,
      passed: onTick && onLot,
    }
  },
}
