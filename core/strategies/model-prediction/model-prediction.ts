import { decimalParameter, integerParameter } from '../../domain/index.ts'
import { defineStrategy } from '../contract/strategy.ts'
import { aroundByAtr, clamp, neutral, readings } from '../contract/verdict.ts'

const ALIASES = ['probability', 'move', 'atr'] as const

/** Reads the external series `prediction.up` (probability of a rise, 0 to 1) and `prediction.move` (expected move, bps). */
export const modelPrediction = defineStrategy({
  id: 'model-prediction',
  version: 1,
  title: 'Model prediction',
  family: 'model prediction',
  idea: 'Act on a model only when it is sure and the move that it expects pays for the trade.',
  suits: 'Markets and timeframes on which the model has shown itself calibrated out of sample.',
  weakness: 'It is as good as the model: markets change and a model does not say so. Without a fresh prediction it has no view.',
  timeframe: '5m',
  parameters: {
    probability: decimalParameter('Least probability', 0.58, [0.5, 0.99]),
    cost: decimalParameter('Move that pays for the trade', 25, [0, 1_000], 'bps'),
    maxAge: integerParameter('Greatest age of the prediction', 600, [1, 86_400], 's'),
    atr: integerParameter('ATR period', 14, [1, 100]),
    stopAtr: decimalParameter('Stop distance', 1.5, [0.1, 20], 'ATR'),
    targetAtr: decimalParameter('Target distance', 2.5, [0.1, 50], 'ATR'),
  },
  cadence: () => ({ on: 'bar' }),
  warmUp: ({ atr }) => atr + 1,
  features: ({ maxAge, atr }) => ({
    probability: { indicator: 'external', parameters: { maxAge }, series: 'prediction.up' },
    move: { indicator: 'external', parameters: { maxAge }, series: 'prediction.move' },
    atr: { indicator: 'atr', parameters: { period: atr } },
  }),
  step(view, { probability, cost, stopAtr, targetAtr }) {
    const found = readings(view, ALIASES)
    if (found === null || view.close === null) return neutral(...ALIASES)
    const [chance, move, atr] = found
    if (atr <= 0) return neutral(...ALIASES)
    // A number that is no probability comes from a broken feed, not from a sure model.
    if (chance < 0 || chance > 1) return neutral(...ALIASES)
    const up = chance >= probability && move >= cost
    const down = 1 - chance >= probability && move < 0
    if (!up && !down) return neutral(...ALIASES)
    const confidence = clamp(up ? chance : 1 - chance, 0, 1)
    const reasons = [
      { feature: 'probability', contribution: 0.7 * confidence },
      { feature: 'move', contribution: 0.3 * confidence },
      { feature: 'atr', contribution: 0 },
    ]
    if (down) return { stance: 'flat', confidence, reasons }
    return { stance: 'long', confidence, reasons, ...aroundByAtr(view.close, atr, { stopAtr, targetAtr }) }
  },
})
