import { decimalParameter, integerParameter } from '../../domain/index.ts'
import { defineStrategy } from '../contract/strategy.ts'
import { aroundByAtr, clamp, neutral, readings } from '../contract/verdict.ts'

const ALIASES = ['upper', 'lower', 'volume', 'atr'] as const

export const donchianBreakout = defineStrategy({
  id: 'donchian-breakout',
  version: 1,
  title: 'Donchian breakout',
  family: 'breakout',
  idea: 'Buy a close at the top of the range of the last bars when more was traded than usual; leave at the bottom of the shorter range.',
  suits: 'Markets that leave long ranges with force.',
  weakness: 'False breaks: most ranges hold, so it loses often and little, and lives on the few that do not.',
  timeframe: '5m',
  parameters: {
    entry: integerParameter('Entry channel', 20, [2, 500]),
    exit: integerParameter('Exit channel', 10, [2, 500]),
    edge: decimalParameter('Close within the edge', 0.25, [0, 2], 'ATR'),
    volume: integerParameter('Volume average', 20, [2, 500]),
    minVolume: decimalParameter('Least relative volume', 1.2, [0, 20], 'x'),
    atr: integerParameter('ATR period', 14, [1, 100]),
    stopAtr: decimalParameter('Stop distance', 2, [0.1, 20], 'ATR'),
    targetAtr: decimalParameter('Target distance', 4, [0.1, 50], 'ATR'),
  },
  constraint: ({ entry, exit }) =>
    exit <= entry ? undefined : { field: 'exit', value: String(exit), remedy: `give at most entry, ${String(entry)}` },
  cadence: () => ({ on: 'bar' }),
  warmUp: ({ entry, exit, volume, atr }) => Math.max(entry, exit, volume + 1, atr + 1),
  features: ({ entry, exit, volume, atr }) => ({
    upper: { indicator: 'donchian', parameters: { period: entry }, output: 'upper' },
    lower: { indicator: 'donchian', parameters: { period: exit }, output: 'lower' },
    volume: { indicator: 'relative-volume', parameters: { period: volume } },
    atr: { indicator: 'atr', parameters: { period: atr } },
  }),
  step(view, { edge, minVolume, stopAtr, targetAtr }) {
    const found = readings(view, ALIASES)
    if (found === null || view.close === null) return neutral(...ALIASES)
    const [upper, lower, volume, atr] = found
    if (atr <= 0) return neutral(...ALIASES)
    const slack = edge * atr
    const fell = view.close <= lower + slack
    // Volume lets it in, only the price lets it out.
    const rose = view.close >= upper - slack && (volume >= minVolume || view.previous === 'long')
    if (rose === fell) return neutral(...ALIASES)
    const crowd = clamp((volume - minVolume) / 2, 0, 1)
    const confidence = 0.5 + 0.35 * crowd
    const reasons = [
      { feature: 'upper', contribution: rose ? 0.5 : 0 },
      { feature: 'lower', contribution: rose ? 0 : 0.5 },
      { feature: 'volume', contribution: 0.35 * crowd },
      { feature: 'atr', contribution: 0 },
    ]
    if (fell) return { stance: 'flat', confidence, reasons }
    return { stance: 'long', confidence, reasons, ...aroundByAtr(view.close, atr, { stopAtr, targetAtr }) }
  },
})
