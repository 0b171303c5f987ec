import { decimalParameter, integerParameter } from '../../domain/index.ts'
import { defineStrategy } from '../contract/strategy.ts'
import { aroundByAtr, clamp, neutral, readings } from '../contract/verdict.ts'

const ALIASES = ['short', 'long', 'middle'] as const

export const volatilityExpansion = defineStrategy({
  id: 'volatility-expansion',
  version: 1,
  title: 'Volatility expansion',
  family: 'volatility',
  idea: 'Quiet markets wake up in one direction: ranges grow against their own past while the price leaves its average.',
  suits: 'The first hours after news or after a long calm.',
  weakness: 'A single shock that is taken back at once; where ranges are always wide nothing expands.',
  timeframe: '5m',
  parameters: {
    short: integerParameter('Short ATR', 5, [1, 100]),
    long: integerParameter('Long ATR', 50, [2, 500]),
    expansion: decimalParameter('Least expansion', 1.3, [1, 10], 'x'),
    middle: integerParameter('Average', 20, [2, 500]),
    away: decimalParameter('Least distance from the average', 0.75, [0, 10], 'ATR'),
    stopAtr: decimalParameter('Stop distance', 1.5, [0.1, 20], 'ATR'),
    targetAtr: decimalParameter('Target distance', 3, [0.1, 50], 'ATR'),
  },
  constraint: ({ short, long }) =>
    short < long ? undefined : { field: 'short', value: String(short), remedy: `give less than long, ${String(long)}` },
  cadence: () => ({ on: 'bar' }),
  warmUp: ({ long, middle }) => Math.max(long + 1, middle),
  features: ({ short, long, middle }) => ({
    short: { indicator: 'atr', parameters: { period: short } },
    long: { indicator: 'atr', parameters: { period: long } },
    middle: { indicator: 'sma', parameters: { period: middle } },
  }),
  step(view, { expansion, away, stopAtr, targetAtr }) {
    const found = readings(view, ALIASES)
    if (found === null || view.close === null) return neutral(...ALIASES)
    const [short, long, middle] = found
    if (long <= 0 || short <= 0) return neutral(...ALIASES)
    const grown = short / long
    const distance = (view.close - middle) / long
    if (grown < expansion || Math.abs(distance) < away || distance === 0) return neutral(...ALIASES)
    const byGrowth = clamp((grown - expansion) / expansion, 0, 1)
    const byDistance = clamp((Math.abs(distance) - away) / 2, 0, 1)
    const confidence = 0.5 + 0.25 * byGrowth + 0.2 * byDistance
    const reasons = [
      { feature: 'short', contribution: 0.2 + 0.125 * byGrowth },
      { feature: 'long', contribution: 0.1 + 0.125 * byGrowth },
      { feature: 'middle', contribution: 0.2 + 0.2 * byDistance },
    ]
    if (distance < 0) return { stance: 'flat', confidence, reasons }
    return { stance: 'long', confidence, reasons, ...aroundByAtr(view.close, short, { stopAtr, targetAtr }) }
  },
})
