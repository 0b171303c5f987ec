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

/** A MACD in percent of its slow mean; no value while that mean is zero. Both means start on the same bar, as in MACD. */
export function percentageStep({ fast, slow, signal }: Periods): Step<number, PercentageValue> {
  const fastEma = emaStep(fast)
  const slowEma = emaStep(slow)
  const signalEma = emaStep(signal)
  let skip = slow - fast
  return {
    next(input) {
      const slowMean = slowEma.next(input)
      const fastMean = skip > 0 ? undefined : fastEma.next(input)
      if (skip > 0) skip -= 1
      if (slowMean === undefined || fastMean === undefined || slowMean === 0) return undefined
      const line = (100 * (fastMean - slowMean)) / slowMean
      const mean = signalEma.next(line)
      return mean === undefined ? undefined : { line, signal: mean }
    },
  }
}
