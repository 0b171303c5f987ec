import { defineStrategy, type Strategy } from '../../strategies/index.ts'

/** Distance of the micro-price from the middle, price units: four fifths of half a tick. */
const TIPPED = 0.004

/**
 * Acts on the very frame that tips the book, through the ordinary strategy contract and the
 * ordinary features. The built-ins wait for spans and averages, so which frame led
 * to an order could not be told.
 */
export const tippingStrategy: Strategy = defineStrategy({
  id: 'bench-tipping',
  version: 1,
  title: 'Tipping book',
  family: 'bench',
  idea: 'Follows each tip of the book at once.',
  suits: 'Nothing but this bench.',
  weakness: 'Trades on noise.',
  timeframe: '1m',
  parameters: {},
  cadence: () => ({ on: 'book', every: 1 }),
  warmUp: () => 0,
  features: () => ({ micro: { indicator: 'micro-price' }, imbalance: { indicator: 'book-imbalance' } }),
  step(view) {
    const micro = view.feature('micro').value
    if (micro === null || view.mid === null) return { stance: 'neutral', confidence: 0, reasons: [] }
    const lean = micro - view.mid
    const reasons = [
      { feature: 'micro', contribution: Math.abs(lean) },
      { feature: 'imbalance', contribution: 0 },
    ]
    if (Math.abs(lean) < TIPPED) return { stance: 'neutral', confidence: 0, reasons }
    if (lean < 0) return { stance: 'flat', confidence: 0.9, reasons }
    return { stance: 'long', confidence: 0.9, reasons, stop: view.mid * 0.98, target: view.mid * 1.03 }
  },
})
