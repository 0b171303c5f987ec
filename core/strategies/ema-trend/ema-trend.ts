import { decimalParameter, integerParameter } from '../../domain/index.ts'
import { defineStrategy } from '../contract/strategy.ts'
import { clamp, neutral, readings } from '../contract/verdict.ts'

const ALIASES = ['fast', 'slow', 'adx', 'atr'] as const
/** A trend once seen may weaken by this many ADX points before it counts as gone, so that the view does not flicker. */
const ADX_SLACK = 3

export const emaTrend = defineStrategy({
  id: 'ema-trend',
  version: 1,
  title: 'EMA trend',
  family: 'trend',
  idea: 'Own what rises: a fast average above a slow one, while ADX says that there is a trend at all.',
  suits: 'Markets that move in one direction for many bars.',
  weakness: 'Sideways markets: averages cross late and often; the ADX filter softens it and costs the start of each move.',
  timeframe: '1m',
  parameters: {
    fast: integerParameter('Fast EMA', 9, [2, 200]),
    slow: integerParameter('Slow EMA', 21, [3, 400]),
    adx: integerParameter('ADX period', 14, [2, 100]),
    minAdx: decimalParameter('Least ADX', 18, [0, 60], 'points'),
    atr: integerParameter('ATR period', 14, [1, 100]),
    stopAtr: decimalParameter('Stop distance', 2, [0.1, 20], 'ATR'),
    targetAtr: decimalParameter('Target distance', 3, [0.1, 50], 'ATR'),
  },
  constraint: ({ fast, slow }) =>
    fast < slow ? undefined : { field: 'fast', value: String(fast), remedy: `give less than slow, ${String(slow)}` },
  cadence: () => ({ on: 'bar' }),
  warmUp: ({ slow, adx, atr }) => Math.max(slow, 2 * adx, atr + 1),
  features: ({ fast, slow, adx, atr }) => ({
    fast: { indicator: 'ema', parameters: { period: fast } },
    slow: { indicator: 'ema', parameters: { period: slow } },
    adx: { indicator: 'adx', parameters: { period: adx } },
    atr: { indicator: 'atr', parameters: { period: atr } },
  }),
  step(view, { minAdx, stopAtr, targetAtr }) {
    const found = readings(view, ALIASES)
    if (found === null || view.close === null) return neutral(...ALIASES)
    const [fast, slow, adx, atr] = found
    if (atr === 0) return neutral(...ALIASES)
    const rising = fast > slow
    const needed = view.previous === 'neutral' ? minAdx : minAdx - ADX_SLACK
    const turned = view.previous === 'long' && !rising
    if (adx < needed && !turned) return neutral(...ALIASES)
    const separation = clamp(Math.abs(fast - slow) / atr, 0, 1)
    const strength = clamp((adx - minAdx) / 25, 0, 1)
    const confidence = 0.5 + 0.25 * separation + 0.25 * strength
    const reasons = [
      { feature: 'fast', contribution: 0.25 + 0.125 * separation },
      { feature: 'slow', contribution: 0.25 + 0.125 * separation },
      { feature: 'adx', contribution: 0.25 * strength },
      { feature: 'atr', contribution: 0 },
    ]
    if (!rising) return { stance: 'flat', confidence, reasons }
    const stop = view.close - stopAtr * atr
    return { stance: 'long', confidence, reasons, stop, target: view.close + targetAtr * atr }
  },
})
