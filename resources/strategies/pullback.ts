import { aroundByAtr, clamp, decimalParameter, defineStrategy, integerParameter, neutral, values } from 'sentinel'

/** What it looks at, by the names given in `features` below. */
const LOOKED = ['trend', 'rsi', 'atr'] as const

/** An example to copy: buy a dip in a market that rises. */
export default defineStrategy({
  id: 'pullback',
  version: 1,
  title: 'Pullback',
  family: 'trend',
  idea: 'In a market above its long average, a short fall is a chance to buy.',
  suits: 'Markets that rise in steps.',
  weakness: 'The fall that does not stop: the first leg of a new downtrend looks the same.',
  timeframe: '5m',

  parameters: {
    trend: integerParameter('Trend average', 100, [10, 500]),
    rsi: integerParameter('RSI period', 7, [2, 50]),
    dip: decimalParameter('RSI at or under', 35, [5, 50], 'points'),
    rich: decimalParameter('RSI at or over', 75, [50, 95], 'points'),
    stopAtr: decimalParameter('Stop distance', 2, [0.5, 10], 'ATR'),
    targetAtr: decimalParameter('Target distance', 3, [0.5, 20], 'ATR'),
  },

  // Closed candles until all features have a value.
  warmUp: ({ trend, rsi }) => Math.max(trend, rsi + 1, 15),

  features: ({ trend, rsi }) => ({
    trend: { indicator: 'ema', parameters: { period: trend } },
    rsi: { indicator: 'rsi', parameters: { period: rsi } },
    atr: { indicator: 'atr', parameters: { period: 14 } },
  }),

  step(view, { dip, rich, stopAtr, targetAtr }) {
    const found = values(view, LOOKED)
    // A missing feature is null: no view, never a guess.
    if (found === null || view.close === null || found.atr <= 0) return neutral(...LOOKED)
    const rising = view.close > found.trend
    if (rising && found.rsi <= dip) {
      const depth = clamp((dip - found.rsi) / dip, 0, 1)
      return {
        stance: 'long',
        confidence: 0.55 + 0.3 * depth,
        reasons: [
          { feature: 'trend', contribution: 0.3 },
          { feature: 'rsi', contribution: 0.25 + 0.3 * depth },
          { feature: 'atr', contribution: 0 },
        ],
        ...aroundByAtr(view.close, found.atr, { stopAtr, targetAtr }),
      }
    }
    if (!rising || found.rsi >= rich)
      return { stance: 'flat', confidence: 0.55, reasons: [{ feature: rising ? 'rsi' : 'trend', contribution: 1 }] }
    return neutral(...LOOKED)
  },
})
