import { decimalParameter, integerParameter } from '../../domain/index.ts'
import { defineStrategy } from '../contract/strategy.ts'
import { aroundByAtr, clamp, neutral, readings } from '../contract/verdict.ts'

const ALIASES = ['score', 'average', 'atr'] as const

/** Reads the external series `sentiment`: a score from -1 to 1. */
export const sentimentTrend = defineStrategy({
  id: 'sentiment',
  version: 1,
  title: 'Sentiment',
  family: 'sentiment',
  idea: 'Go with what people say once the price agrees: a clearly good score above the average price, a clearly bad one below it.',
  suits: 'Coins that live on attention; a horizon of hours.',
  weakness: 'Words follow prices as often as they lead them, and crowds can be bought. Without a feed it has no view.',
  timeframe: '15m',
  parameters: {
    threshold: decimalParameter('Least score', 0.25, [0.01, 0.95]),
    maxAge: integerParameter('Greatest age of the score', 3_600, [60, 604_800], 's'),
    average: integerParameter('Average price', 20, [2, 500]),
    atr: integerParameter('ATR period', 14, [1, 100]),
    stopAtr: decimalParameter('Stop distance', 2, [0.1, 20], 'ATR'),
    targetAtr: decimalParameter('Target distance', 4, [0.1, 50], 'ATR'),
  },
  cadence: () => ({ on: 'bar' }),
  warmUp: ({ average, atr }) => Math.max(average, atr + 1),
  features: ({ maxAge, average, atr }) => ({
    score: { indicator: 'external', parameters: { maxAge }, series: 'sentiment' },
    average: { indicator: 'ema', parameters: { period: average } },
    atr: { indicator: 'atr', parameters: { period: atr } },
  }),
  step(view, { threshold, stopAtr, targetAtr }) {
    const found = readings(view, ALIASES)
    if (found === null || view.close === null) return neutral(...ALIASES)
    const [score, average, atr] = found
    if (atr <= 0) return neutral(...ALIASES)
    const above = view.close > average
    const good = score >= threshold && above
    const bad = score <= -threshold && !above
    if (!good && !bad) return neutral(...ALIASES)
    const strength = clamp((Math.abs(score) - threshold) / (1 - threshold), 0, 1)
    const confidence = 0.5 + 0.35 * strength
    const reasons = [
      { feature: 'score', contribution: 0.3 + 0.35 * strength },
      { feature: 'average', contribution: 0.2 },
      { feature: 'atr', contribution: 0 },
    ]
    if (bad) return { stance: 'flat', confidence, reasons }
    return { stance: 'long', confidence, reasons, ...aroundByAtr(view.close, atr, { stopAtr, targetAtr }) }
  },
})
