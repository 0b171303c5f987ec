import { type ColumnStep, defineIndicator } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { changesOf, movesOf } from '../window/changes.ts'
import { emaStep } from '../moving-average/ema.ts'

interface TsiValue {
  readonly tsi: number
  readonly signal: number
}

/** An exponential mean of an exponential mean. */
function twice(long: number, short: number): ColumnStep {
  const outer = emaStep(short)
  const inner = emaStep(long)
  return {
    next(value) {
      const mean = inner.next(value)
      return mean === undefined ? undefined : outer.next(mean)
    },
    column: (values, from = 0) => outer.column(inner.column(values, from), from + long - 1),
  }
}

/** The two means may part in their last digit. */
const strengthOf = (move: number, size: number): number => (size === 0 ? 0 : 100 * Math.min(Math.max(move / size, -1), 1))

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
    return {
      next({ close }) {
        const before = previous
        previous = close
        if (before === undefined) return undefined
        const move = moves.next(close - before)
        const size = sizes.next(Math.abs(close - before))
        if (move === undefined || size === undefined) return undefined
        const tsi = strengthOf(move, size)
        const mean = signalEma.next(tsi)
        return mean === undefined ? undefined : { tsi, signal: mean }
      },
      columns({ close }) {
        const first = long + short - 1
        const [output, size] = [moves.column(changesOf(close), 1), sizes.column(movesOf(close), 1)]
        for (let index = first; index < output.length; index += 1)
          output[index] = strengthOf(output[index] as number, size[index] as number)
        const mean = signalEma.column(output, first)
        // Told once its signal is known.
        return [output.fill(Number.NaN, 0, first + signal - 1), mean]
      },
    }
  },
})
