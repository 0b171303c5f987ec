import { decimalParameter, integerParameter } from '../../domain/index.ts'
import { defineStrategy } from '../contract/strategy.ts'
import { aroundByAtr, clamp, neutral, readings } from '../contract/verdict.ts'

const ALIASES = ['histogram', 'roc', 'atr'] as const

export const macdMomentum = defineStrategy({
  id: 'macd-momentum',
  version: 1,
  title: 'MACD momentum',
  family: 'momentum',
  idea: 'Speed that still grows: the MACD histogram and the rate of change point the same way, each by more than noise.',
  suits: 'Moves that build up over tens of bars.',
  weakness: 'It buys strength late and is slow to see a sharp turn; in a range both measures swing around zero.',
  timeframe: '1m',
  parameters: {
    fast: integerParameter('MACD fast', 12, [2, 200]),
    slow: integerParameter('MACD slow', 26, [3, 400]),
    signal: integerParameter('MACD signal', 9, [1, 200]),
    minHistogram: decimalParameter('Least histogram', 0.05, [0, 5], 'ATR'),
    roc: integerParameter('Rate of change', 10, [1, 500]),
    minRoc: decimalParameter('Least rate of change', 0.05, [0, 20], '%'),
    atr: integerParameter('ATR period', 14, [1, 100]),
    stopAtr: decimalParameter('Stop distance', 2, [0.1, 20], 'ATR'),
    targetAtr: decimalParameter('Target distance', 3, [0.1, 50], 'ATR'),
  },
  constraint: ({ fast, slow }) =>
    fast < slow ? undefined : { field: 'fast', value: String(fast), remedy: `give less than slow, ${String(slow)}` },
  cadence: () => ({ on: 'bar' }),
  warmUp: ({ slow, signal, roc, atr }) => Math.max(slow + signal - 1, roc + 1, atr + 1),
  features: ({ fast, slow, signal, roc, atr }) => ({
    histogram: { indicator: 'macd', parameters: { fast, slow, signal }, output: 'histogram' },
    roc: { indicator: 'roc', parameters: { period: roc } },
    atr: { indicator: 'atr', parameters: { period: atr } },
  }),
  step(view, { minHistogram, minRoc, stopAtr, targetAtr }) {
    const found = readings(view, ALIASES)
    if (found === null || view.close === null) return neutral(...ALIASES)
    const [histogram, roc, atr] = found
    if (atr <= 0) return neutral(...ALIASES)
    const sign = Math.sign(histogram)
    const pace = histogram / atr
    const agreed = sign !== 0 && sign === Math.sign(roc)
    if (!agreed || Math.abs(pace) < minHistogram || Math.abs(roc) < minRoc) return neutral(...ALIASES)
    const byPace = clamp((Math.abs(pace) - minHistogram) / 0.5, 0, 1)
    const byRoc = clamp((Math.abs(roc) - minRoc) / 1, 0, 1)
    const confidence = 0.5 + 0.25 * byPace + 0.2 * byRoc
    const reasons = [
      { feature: 'histogram', contribution: 0.25 + 0.25 * byPace },
      { feature: 'roc', contribution: 0.25 + 0.2 * byRoc },
      { feature: 'atr', contribution: 0 },
    ]
    if (sign < 0) return { stance: 'flat', confidence, reasons }
    return { stance: 'long', confidence, reasons, ...aroundByAtr(view.close, atr, { stopAtr, targetAtr }) }
  },
})
