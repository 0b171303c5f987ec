import type { Step } from '../contract/indicator.ts'
import { emaStep } from '../moving-average/ema.ts'

export interface PercentageValue {
  /** Percent. */
  readonly line: number
  readonly signal: number
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
export function percentageStep({ fast, slow, signal }: Periods): Step<number, PercentageValue> {
  const fastEma = emaStep(fast)
  const slowEma = emaStep(slow)
  const signalEma = emaStep(signal)
  return {
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
