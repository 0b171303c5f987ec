import { defineIndicator, onClose, type Step } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { emaStep } from '../moving-average/ema.ts'

export interface MacdValue {
  readonly macd: number
  readonly signal: number
  readonly histogram: number
}

interface Periods {
  readonly fast: number
  readonly slow: number
  readonly signal: number
}

/** Both averages are seeded so that their first value falls on the same bar, as TA-Lib does. */
export function macdStep({ fast, slow, signal }: Periods): Step<number, MacdValue> {
  const fastEma = emaStep(fast)
  const slowEma = emaStep(slow)
  const signalEma = emaStep(signal)
  let skip = slow - fast
  return {
    next(close) {
      const slowValue = slowEma.next(close)
      const fastValue = skip > 0 ? undefined : fastEma.next(close)
      skip -= 1
      if (slowValue === undefined || fastValue === undefined) return undefined
      const macd = fastValue - slowValue
      const line = signalEma.next(macd)
      return line === undefined ? undefined : { macd, signal: line, histogram: macd - line }
    },
  }
}

/** Moving average convergence divergence, in price units. */
export const macd = defineIndicator({
  id: 'macd',
  title: 'MACD',
  family: 'momentum',
  formula: 'Appel, as TA-Lib MACD: EMA(fast) - EMA(slow), both seeded to start on the same bar; signal is the EMA of that line.',
  input: 'close',
  parameters: {
    fast: integerParameter('Fast period', 12, [2, 500]),
    slow: integerParameter('Slow period', 26, [3, 1000]),
    signal: integerParameter('Signal period', 9, [1, 500]),
  },
  outputs: {
    macd: (value: MacdValue) => value.macd,
    signal: (value: MacdValue) => value.signal,
    histogram: (value: MacdValue) => value.histogram,
  },
  constraint: ({ fast, slow }) =>
    fast < slow ? undefined : { field: 'fast', value: String(fast), remedy: `give less than slow, ${String(slow)}` },
  warmUp: ({ slow, signal }) => slow + signal - 1,
  create: (periods) => onClose(macdStep(periods)),
})
