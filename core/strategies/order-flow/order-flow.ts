import { decimalParameter, integerParameter } from '../../domain/index.ts'
import { defineStrategy } from '../contract/strategy.ts'
import { aroundByAtr, clamp, neutral, readings } from '../contract/verdict.ts'

const ALIASES = ['pressure', 'lean', 'spread', 'atr'] as const
/** A top of the book that has been silent longer than this is none, ms (freshness tier of books). */
const BOOK_FRESH = 5_000
/** A stance once taken lasts until the pressure falls under this share of the threshold. */
const HOLD = 0.5

export const orderFlow = defineStrategy({
  id: 'order-flow',
  version: 1,
  title: 'Order flow',
  family: 'order-book imbalance',
  idea: 'Follow who is adding: size that came to the best bid and left the best ask, where the resting sizes lean the same way.',
  suits: 'Liquid books whose top changes many times a second; a horizon of seconds.',
  weakness: 'Fees and latency: the edge is a part of the spread, and quotes that are meant to be pulled look like demand.',
  timeframe: '1m',
  parameters: {
    window: integerParameter('Flow window', 10_000, [500, 600_000], 'ms'),
    threshold: decimalParameter('Least pressure', 0.3, [0.02, 0.95]),
    levels: integerParameter('Levels a side', 5, [1, 20], 'levels'),
    maxSpread: decimalParameter('Widest spread', 5, [0.01, 200], 'bps'),
    every: integerParameter('Cadence', 1_000, [100, 60_000], 'ms'),
    atr: integerParameter('ATR period', 14, [1, 100]),
    stopAtr: decimalParameter('Stop distance', 1.5, [0.1, 20], 'ATR'),
    targetAtr: decimalParameter('Target distance', 2, [0.1, 50], 'ATR'),
  },
  cadence: ({ every }) => ({ on: 'book', every }),
  warmUp: ({ atr }) => atr + 1,
  features: ({ window, levels, atr }) => ({
    pressure: { indicator: 'order-flow-imbalance', parameters: { window }, output: 'ratio' },
    lean: { indicator: 'book-imbalance', parameters: { levels } },
    spread: { indicator: 'spread' },
    atr: { indicator: 'atr', parameters: { period: atr } },
  }),
  step(view, { threshold, maxSpread, stopAtr, targetAtr }) {
    const found = readings(view, ALIASES)
    const age = view.feature('pressure').age
    if (found === null || view.mid === null || age === null || age > BOOK_FRESH) return neutral(...ALIASES)
    const [pressure, tilt, spread, atr] = found
    if (spread < 0 || spread > maxSpread || atr <= 0) return neutral(...ALIASES)
    const stance = pressure > 0 ? 'long' : 'flat'
    const size = Math.abs(pressure)
    const needed = view.previous === stance ? threshold * HOLD : threshold
    const lean = tilt * Math.sign(pressure)
    if (size < needed || lean < 0) return neutral(...ALIASES)
    const byFlow = clamp((size - threshold) / (1 - threshold), 0, 1)
    const confidence = 0.45 + 0.35 * byFlow + 0.15 * clamp(lean, 0, 1)
    const reasons = [
      { feature: 'pressure', contribution: 0.45 + 0.35 * byFlow },
      { feature: 'lean', contribution: 0.15 * clamp(lean, 0, 1) },
      { feature: 'spread', contribution: 0 },
      { feature: 'atr', contribution: 0 },
    ]
    if (stance === 'flat') return { stance, confidence, reasons }
    return { stance, confidence, reasons, ...aroundByAtr(view.mid, atr, { stopAtr, targetAtr }) }
  },
})
