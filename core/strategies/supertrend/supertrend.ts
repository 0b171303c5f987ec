import { decimalParameter, integerParameter } from '../../domain/index.ts'
import { defineStrategy } from '../contract/strategy.ts'
import { clamp, neutral, readings } from '../contract/verdict.ts'

const ALIASES = ['direction', 'line', 'efficiency'] as const
/** A trend once taken may lose this share of the efficiency that it needed. */
const HOLD = 0.5

export const supertrendFollow = defineStrategy({
  id: 'supertrend',
  version: 1,
  title: 'Supertrend',
  family: 'trend',
  idea: 'Stay with a trend until its own trailing line breaks: Supertrend gives side and stop, the efficiency ratio says whether it is worth it.',
  suits: 'Trends with pullbacks that are small against the range of a bar.',
  weakness: 'Wide swings around the line: it turns late and gives back what the line was away.',
  timeframe: '5m',
  parameters: {
    period: integerParameter('ATR period', 10, [2, 200]),
    multiplier: decimalParameter('Line distance', 3, [0.5, 20], 'ATR'),
    efficiency: integerParameter('Efficiency period', 20, [2, 500]),
    minEfficiency: decimalParameter('Least efficiency', 0.25, [0, 0.95]),
    reward: decimalParameter('Target per stop', 2, [0.2, 20], 'R'),
  },
  cadence: () => ({ on: 'bar' }),
  warmUp: ({ period, efficiency }) => Math.max(period, efficiency) + 1,
  features: ({ period, multiplier, efficiency }) => ({
    direction: { indicator: 'supertrend', parameters: { period, multiplier }, output: 'direction' },
    line: { indicator: 'supertrend', parameters: { period, multiplier }, output: 'line' },
    efficiency: { indicator: 'efficiency-ratio', parameters: { period: efficiency } },
  }),
  step(view, { minEfficiency, reward }) {
    const found = readings(view, ALIASES)
    if (found === null || view.close === null) return neutral(...ALIASES)
    const [direction, line, efficiency] = found
    const stance = direction > 0 ? 'long' : 'flat'
    const needed = view.previous === stance ? minEfficiency * HOLD : minEfficiency
    // A line on the wrong side of the price protects nothing.
    const room = view.close - line
    const turned = view.previous === 'long' && stance === 'flat'
    if ((efficiency < needed && !turned) || (stance === 'long' && room <= 0)) return neutral(...ALIASES)
    const strength = clamp((efficiency - minEfficiency) / (1 - minEfficiency), 0, 1)
    const confidence = 0.5 + 0.4 * strength
    const reasons = [
      { feature: 'direction', contribution: 0.5 },
      { feature: 'line', contribution: 0 },
      { feature: 'efficiency', contribution: 0.4 * strength },
    ]
    if (stance === 'flat') return { stance, confidence, reasons }
    return { stance, confidence, reasons, stop: line, target: view.close + reward * room }
  },
})
