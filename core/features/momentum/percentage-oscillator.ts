import { type FieldProblem, integerParameter } from '../../domain/index.ts'
import type { Step } from '../contract/indicator.ts'
import { emaStep } from '../moving-average/ema.ts'

export interface PercentageValue {
  /** Percent. */
  readonly line: number
  readonly signal: number
}

/** Line, signal and the first less the second. */
interface PercentageStep extends Omit<Step<number, PercentageValue>, 'columns'> {
  columns(inputs: Float64Array): readonly Float64Array[]
}

interface Periods {
  readonly fast: number
  readonly slow: number
  readonly signal: number
}

/**
 * Fast against slow mean in percent of the slow one; no value while that is zero. Unlike in MACD each mean is seeded
 * from the first inputs, as TA-Lib PPO has it.
 */
export function percentageStep({ fast, slow, signal }: Periods): PercentageStep {
  const fastEma = emaStep(fast)
  const slowEma = emaStep(slow)
  const signalEma = emaStep(signal)
  return {
    columns(inputs) {
      const [line, signals, histogram] = [fastEma.column(inputs), slowEma.column(inputs), new Float64Array(inputs.length)]
      for (let index = 0; index < line.length; index += 1) {
        const slowMean = signals[index] as number
        const percent = (100 * ((line[index] as number) - slowMean)) / slowMean
        // The signal sees only what there is: the slow mean is NaN while it warms up.
        const mean = slowMean === 0 || Number.isNaN(percent) ? undefined : signalEma.next(percent)
        line[index] = mean === undefined ? Number.NaN : percent
        signals[index] = mean ?? Number.NaN
        histogram[index] = mean === undefined ? Number.NaN : percent - mean
      }
      return [line, signals, histogram]
    },
    next(input) {
      const slowMean = slowEma.next(input)
      const fastMean = fastEma.next(input)
      if (slowMean === undefined || fastMean === undefined || slowMean === 0) return undefined
      const line = (100 * (fastMean - slowMean)) / slowMean
      const mean = signalEma.next(line)
      return mean === undefined ? undefined : { line, signal: mean }
    },
  }
}

/** What the oscillators of this shape ask for, and how long they take. */
export const percentagePeriods = {
  parameters: {
    fast: integerParameter('Fast period', 12, [2, 500]),
    slow: integerParameter('Slow period', 26, [3, 1000]),
    signal: integerParameter('Signal period', 9, [1, 500]),
  },
  constraint: ({ fast, slow }: { readonly fast: number; readonly slow: number }): FieldProblem | undefined =>
    fast < slow ? undefined : { field: 'fast', value: String(fast), remedy: `give less than slow, ${String(slow)}` },
  warmUp: ({ slow, signal }: { readonly slow: number; readonly signal: number }): number => slow + signal - 1,
} as const
