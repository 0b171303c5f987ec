import { decimalParameter, integerParameter } from '../../domain/index.ts'
import { defineStrategy } from '../contract/strategy.ts'
import { clamp, neutral, readings } from '../contract/verdict.ts'

const ALIASES = ['rsi', 'percentB', 'middle', 'atr'] as const

export const rsiReversion = defineStrategy({
  id: 'rsi-reversion',
  version: 1,
  title: 'RSI reversion',
  family: 'mean reversion',
  idea: 'Buy what fell too far too fast: a low RSI at or under the lower Bollinger band, aiming for the middle band.',
  suits: 'Sideways markets that overshoot and come back.',
  weakness: 'Trends: a falling market stays oversold, so the stop is what limits the loss.',
  timeframe: '1m',
  parameters: {
    rsi: integerParameter('RSI period', 14, [2, 100]),
    oversold: decimalParameter('Oversold below', 32, [1, 49], 'points'),
    overbought: decimalParameter('Overbought above', 68, [51, 99], 'points'),
    bands: integerParameter('Bollinger period', 20, [2, 200]),
    deviations: decimalParameter('Bollinger deviations', 2, [0.5, 5]),
    bandEdge: decimalParameter('Band edge', 0.1, [0, 0.4], '%B'),
    atr: integerParameter('ATR period', 14, [1, 100]),
    stopAtr: decimalParameter('Stop distance', 1.5, [0.1, 20], 'ATR'),
  },
  cadence: () => ({ on: 'bar' }),
  warmUp: ({ rsi, bands, atr }) => Math.max(rsi + 1, bands, atr + 1),
  features: ({ rsi, bands, deviations, atr }) => ({
    rsi: { indicator: 'rsi', parameters: { period: rsi } },
    percentB: { indicator: 'bollinger', parameters: { period: bands, deviations }, output: 'percentB' },
    middle: { indicator: 'bollinger', parameters: { period: bands, deviations }, output: 'middle' },
    atr: { indicator: 'atr', parameters: { period: atr } },
  }),
  step(view, { oversold, overbought, bandEdge, stopAtr }) {
    const found = readings(view, ALIASES)
    if (found === null || view.close === null) return neutral(...ALIASES)
    const [rsi, percentB, middle, atr] = found
    const low = rsi <= oversold && percentB <= bandEdge
    const high = rsi >= overbought && percentB >= 1 - bandEdge
    if (!low && !high) return neutral(...ALIASES)
    const byRsi = clamp((low ? oversold - rsi : rsi - overbought) / 20, 0, 1)
    const byBand = clamp((low ? bandEdge - percentB : percentB - 1 + bandEdge) / 0.5, 0, 1)
    const confidence = 0.5 + 0.25 * byRsi + 0.25 * byBand
    const reasons = [
      { feature: 'rsi', contribution: 0.25 + 0.25 * byRsi },
      { feature: 'percentB', contribution: 0.25 + 0.25 * byBand },
      { feature: 'middle', contribution: 0 },
      { feature: 'atr', contribution: 0 },
    ]
    if (high) return { stance: 'flat', confidence, reasons }
    const stop = view.close - stopAtr * atr
    return { stance: 'long', confidence, reasons, stop, ...(middle > view.close ? { target: middle } : {}) }
  },
})
