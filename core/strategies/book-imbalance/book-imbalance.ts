import { decimalParameter, integerParameter } from '../../domain/index.ts'
import { defineStrategy } from '../contract/strategy.ts'
import { clamp, neutral } from '../contract/verdict.ts'

const LOOKED = ['imbalance', 'flow', 'spread', 'atr'] as const
/** A book that has been silent longer than this is no book, ms (freshness tier of books). */
const BOOK_FRESH = 5_000
const BOOK_SHARE = 0.6
/** A stance once taken lasts until the score falls under this share of the threshold. */
const HOLD = 0.5

export const bookImbalanceStrategy = defineStrategy({
  id: 'book-imbalance',
  version: 1,
  title: 'Book imbalance',
  family: 'order-book imbalance',
  idea: 'Follow the pressure: more size waiting to buy than to sell, and takers who buy, while the spread is tight.',
  suits: 'Liquid books with a tight spread; a horizon of seconds to minutes.',
  weakness: 'Resting size can be withdrawn before it trades, and the edge is easily smaller than the fees.',
  timeframe: '1m',
  parameters: {
    levels: integerParameter('Levels a side', 10, [1, 20], 'levels'),
    smoothing: integerParameter('Imbalance smoothing', 3_000, [1, 60_000], 'ms'),
    flowWindow: integerParameter('Trade flow window', 30_000, [1_000, 600_000], 'ms'),
    threshold: decimalParameter('Least pressure', 0.2, [0.02, 0.95]),
    maxSpread: decimalParameter('Widest spread', 5, [0.01, 200], 'bps'),
    every: integerParameter('Cadence', 1_000, [100, 60_000], 'ms'),
    atr: integerParameter('ATR period', 14, [1, 100]),
    stopAtr: decimalParameter('Stop distance', 1.5, [0.1, 20], 'ATR'),
    targetAtr: decimalParameter('Target distance', 2, [0.1, 50], 'ATR'),
    minStop: decimalParameter('Least stop distance', 10, [1, 500], 'bps'),
  },
  cadence: ({ every }) => ({ on: 'book', every }),
  warmUp: ({ atr }) => atr + 1,
  features: ({ levels, smoothing, flowWindow, atr }) => ({
    imbalance: { indicator: 'book-imbalance', parameters: { levels, smoothing }, output: 'mean' },
    flow: { indicator: 'cvd', parameters: { window: flowWindow }, output: 'ratio' },
    spread: { indicator: 'spread' },
    atr: { indicator: 'atr', parameters: { period: atr } },
  }),
  step(view, { threshold, maxSpread, stopAtr, targetAtr, minStop }) {
    const imbalance = view.feature('imbalance')
    const flow = view.feature('flow').value
    const spread = view.feature('spread').value
    if (imbalance.value === null || imbalance.age === null || imbalance.age > BOOK_FRESH) return neutral(...LOOKED)
    if (view.mid === null || spread === null || spread < 0 || spread > maxSpread) return neutral(...LOOKED)
    const byBook = BOOK_SHARE * imbalance.value
    const byFlow = flow === null ? 0 : (1 - BOOK_SHARE) * flow
    const score = byBook + byFlow
    const stance = score > 0 ? 'long' : 'flat'
    const needed = view.previous === stance ? threshold * HOLD : threshold
    if (Math.abs(score) < needed) return neutral(...LOOKED)
    const confidence = clamp(0.5 + 0.5 * ((Math.abs(score) - threshold) / (1 - threshold)), 0.4, 1)
    const sign = score > 0 ? 1 : -1
    const reasons = [
      { feature: 'imbalance', contribution: byBook * sign },
      { feature: 'flow', contribution: byFlow * sign },
      { feature: 'spread', contribution: 0 },
      { feature: 'atr', contribution: 0 },
    ]
    if (stance === 'flat') return { stance, confidence, reasons }
    const least = (view.mid * minStop) / 10_000
    const distance = Math.max(stopAtr * (view.feature('atr').value ?? 0), least)
    return { stance, confidence, reasons, stop: view.mid - distance, target: view.mid + (distance * targetAtr) / stopAtr }
  },
})
