import { decimalParameter, integerParameter } from '../../domain/index.ts'
import { defineStrategy } from '../contract/strategy.ts'
import { clamp, neutral, readings } from '../contract/verdict.ts'

const ALIASES = ['vwap', 'atr', 'adx'] as const

export const vwapReversion = defineStrategy({
  id: 'vwap-reversion',
  version: 1,
  title: 'VWAP reversion',
  family: 'mean reversion',
  idea: 'Price far under what the session paid on average tends back to it, as long as no trend carries it away.',
  suits: 'Calm sessions with volume on both sides.',
  weakness: 'Trend days, when the average follows the price and not the other way round; early in the session it means little.',
  timeframe: '5m',
  parameters: {
    session: integerParameter('Session length', 24, [1, 168], 'hours'),
    distance: decimalParameter('Distance from VWAP', 2, [0.2, 20], 'ATR'),
    adx: integerParameter('ADX period', 14, [2, 100]),
    maxAdx: decimalParameter('Greatest ADX', 25, [5, 100], 'points'),
    atr: integerParameter('ATR period', 14, [1, 100]),
    stopAtr: decimalParameter('Stop distance', 1.5, [0.1, 20], 'ATR'),
  },
  cadence: () => ({ on: 'bar' }),
  warmUp: ({ adx, atr }) => Math.max(2 * adx, atr + 1),
  features: ({ session, adx, atr }) => ({
    vwap: { indicator: 'vwap', parameters: { sessionHours: session } },
    atr: { indicator: 'atr', parameters: { period: atr } },
    adx: { indicator: 'adx', parameters: { period: adx } },
  }),
  step(view, { distance, maxAdx, stopAtr }) {
    const found = readings(view, ALIASES)
    if (found === null || view.close === null) return neutral(...ALIASES)
    const [vwap, atr, adx] = found
    if (atr <= 0 || adx > maxAdx) return neutral(...ALIASES)
    const away = (view.close - vwap) / atr
    if (Math.abs(away) < distance) return neutral(...ALIASES)
    const reach = clamp((Math.abs(away) - distance) / distance, 0, 1)
    const calm = clamp(1 - adx / maxAdx, 0, 1)
    const confidence = 0.5 + 0.3 * reach + 0.15 * calm
    const reasons = [
      { feature: 'vwap', contribution: 0.5 + 0.3 * reach },
      { feature: 'atr', contribution: 0 },
      { feature: 'adx', contribution: 0.15 * calm },
    ]
    if (away > 0) return { stance: 'flat', confidence, reasons }
    return { stance: 'long', confidence, reasons, stop: view.close - stopAtr * atr, target: vwap }
  },
})
