import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { changesOf } from '../window/changes.ts'
import { emaStep } from '../moving-average/ema.ts'

/** Change of the close times volume, smoothed. */
export const forceIndex = defineIndicator({
  id: 'force-index',
  title: 'Force index',
  family: 'volume',
  formula: 'Elder 1993: EMA(n), seeded with a mean, of (close - previous close) x volume.',
  input: 'bar',
  parameters: { period: integerParameter('Period', 13, [1, 500]) },
  outputs: single,
  warmUp: ({ period }) => period + 1,
  create({ period }) {
    const average = emaStep(period)
    let previous: number | undefined
    return {
      next({ close, volume }) {
        const before = previous
        previous = close
        return before === undefined ? undefined : average.next((close - before) * volume)
      },
      columns({ close, volume }) {
        const forces = changesOf(close)
        for (let index = 1; index < forces.length; index += 1)
          forces[index] = (forces[index] as number) * (volume[index] as number)
        return [average.column(forces, 1)]
      },
    }
  },
})
