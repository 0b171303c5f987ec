import { decimalParameter, integerParameter } from '../../domain/index.ts'
import { defineStrategy } from '../contract/strategy.ts'
import { aroundByAtr, clamp, neutral, readings } from '../contract/verdict.ts'

const ALIASES = ['index', 'average', 'atr'] as const

/** Reads the external series `fear-greed`: 0 (fear) to 100 (greed). */
export const fearGreed = defineStrategy({
  id: 'fear-greed',
  version: 1,
  title: 'Fear and greed',
  family: 'sentiment',
  idea: 'Buy fear once the price has turned up, leave greed once it has turned down: extremes mark where the crowd is spent.',
  suits: 'Swings of days to weeks in large coins.',
  weakness: 'Extremes last: the index is daily and can stay low for weeks. Without a feed it has no view.',
  timeframe: '4h',
  parameters: {
    fear: decimalParameter('Fear at or under', 25, [1, 49], 'points'),
    greed: decimalParameter('Greed at or over', 75, [51, 99], 'points'),
    maxAge: integerParameter('Greatest age of the index', 172_800, [3_600, 2_592_000], 's'),
    average: integerParameter('Average price', 10, [2, 500]),
    atr: integerParameter('ATR period', 14, [1, 100]),
    stopAtr: decimalParameter('Stop distance', 2.5, [0.1, 20], 'ATR'),
    targetAtr: decimalParameter('Target distance', 5, [0.1, 50], 'ATR'),
  },
  cadence: () => ({ on: 'bar' }),
  warmUp: ({ average, atr }) => Math.max(average, atr + 1),
  features: ({ maxAge, average, atr }) => ({
    index: { indicator: 'external', parameters: { maxAge }, series: 'fear-greed' },
    average: { indicator: 'ema', parameters: { period: average } },
    atr: { indicator: 'atr', parameters: { period: atr } },
  }),
  step(view, { fear, greed, stopAtr, targetAtr }) {
    const found = readings(view, ALIASES)
    if (found === null || view.close === null) return neutral(...ALIASES)
    const [index, average, atr] = found
    if (atr <= 0) return neutral(...ALIASES)
    const above = view.close > average
    const afraid = index <= fear && above
    const greedy = index >= greed && !above
    if (!afraid && !greedy) return neutral(...ALIASES)
    const extreme = clamp(afraid ? (fear - index) / fear : (index - greed) / (100 - greed), 0, 1)
    const confidence = 0.5 + 0.35 * extreme
    const reasons = [
      { feature: 'index', contribution: 0.3 + 0.35 * extreme },
      { feature: 'average', contribution: 0.2 },
      { feature: 'atr', contribution: 0 },
    ]
    if (greedy) return { stance: 'flat', confidence, reasons }
    return { stance: 'long', confidence, reasons, ...aroundByAtr(view.close, atr, { stopAtr, targetAtr }) }
  },
})
