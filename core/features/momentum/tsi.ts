import { defineIndicator, onClose } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { emaStep } from '../moving-average/ema.ts'

interface TsiValue {
  readonly tsi: number
  readonly signal: number
}

/** An exponential mean of an exponential mean. */
function twice(long: number, short: number): (value: number) => number | undefined {
  const outer = emaStep(short)
  const inner = emaStep(long)
  return (value) => {
    const mean = inner.next(value)
    return mean === undefined ? undefined : outer.next(mean)
  }
}

/** True strength index, -100 to 100; 0 without any move. */
export const tsi = defineIndicator({
  id: 'tsi',
  title: 'True strength index',
  family: 'momentum',
  formula:
    'Blau 1991: 100 x EMA(short) of EMA(long) of change / the same of |change|, means seeded with a mean; signal is its EMA.',
  input: 'close',
  parameters: {
    long: integerParameter('Long period', 25, [2, 500]),
    short: integerParameter('Short period', 13, [1, 500]),
    signal: integerParameter('Signal period', 13, [1, 500]),
  },
  outputs: { tsi: (value: TsiValue) => value.tsi, signal: (value: TsiValue) => value.signal },
  bounds: { tsi: [-100, 100], signal: [-100, 100] },
  warmUp: ({ long, short, signal }) => long + short + signal - 1,
  create({ long, short, signal }) {
    const moves = twice(long, short)
    const sizes = twice(long, short)
    const signalEma = emaStep(signal)
    let previous: number | undefined
    return onClose({
      next(close) {
        const before = previous
        previous = close
        if (before === undefined) return undefined
        const move = moves(close - before)
        const size = sizes(Math.abs(close - before))
        if (move === undefined || size === undefined) return undefined
        // The two means may part in their last digit.
        const tsi = size === 0 ? 0 : 100 * Math.min(Math.max(move / size, -1), 1)
        const mean = signalEma.next(tsi)
        return mean === undefined ? undefined : { tsi, signal: mean }
      },
    })
  },
})
