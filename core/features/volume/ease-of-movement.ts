import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { smaStep } from '../moving-average/sma.ts'

/** How far the middle of the bar moved per unit of volume and range; 0 for a bar without range or volume. */
export const easeOfMovement = defineIndicator({
  id: 'ease-of-movement',
  title: 'Ease of movement',
  family: 'volume',
  formula: 'Arms: SMA(n) of change of (high + low) / 2 x (high - low) x scale / volume.',
  input: 'bar',
  parameters: {
    period: integerParameter('Period', 14, [1, 500]),
    scale: integerParameter('Volume scale', 10000, [1, 1000000000], 'units'),
  },
  outputs: single,
  warmUp: ({ period }) => period + 1,
  create({ period, scale }) {
    const average = smaStep(period)
    let previous: number | undefined
    return {
      next({ high, low, volume }) {
        const middle = (high + low) / 2
        const before = previous
        previous = middle
        if (before === undefined) return undefined
        return average.next(volume > 0 ? ((middle - before) * (high - low) * scale) / volume : 0)
      },
    }
  },
})
