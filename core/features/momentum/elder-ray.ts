import { defineIndicator } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { emaStep } from '../moving-average/ema.ts'

interface ElderRayValue {
  readonly bull: number
  readonly bear: number
}

/** How far buyers pushed above and sellers below the mean, in price units. */
export const elderRay = defineIndicator({
  id: 'elder-ray',
  title: 'Elder ray',
  family: 'momentum',
  formula: 'Elder 1989: bull = high - EMA(n) of the close, bear = low - EMA(n).',
  input: 'bar',
  parameters: { period: integerParameter('Period', 13, [1, 1000]) },
  outputs: { bull: (value: ElderRayValue) => value.bull, bear: (value: ElderRayValue) => value.bear },
  warmUp: ({ period }) => period,
  create({ period }) {
    const average = emaStep(period)
    return {
      next({ high, low, close }) {
        const mean = average.next(close)
        return mean === undefined ? undefined : { bull: high - mean, bear: low - mean }
      },
    }
  },
})
