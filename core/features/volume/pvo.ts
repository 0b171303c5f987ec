import { defineIndicator } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { type PercentageValue, percentageStep } from '../momentum/percentage-oscillator.ts'

/** The percentage oscillator of volume; none while the slow mean of volume is zero. */
export const pvo = defineIndicator({
  id: 'pvo',
  title: 'Percentage volume oscillator',
  family: 'volume',
  formula: 'As PPO, over volume: 100 x (EMA(fast) - EMA(slow)) / EMA(slow); signal is the EMA of that line.',
  input: 'bar',
  parameters: {
    fast: integerParameter('Fast period', 12, [2, 500]),
    slow: integerParameter('Slow period', 26, [3, 1000]),
    signal: integerParameter('Signal period', 9, [1, 500]),
  },
  outputs: {
    pvo: (value: PercentageValue) => value.line,
    signal: (value: PercentageValue) => value.signal,
    histogram: (value: PercentageValue) => value.line - value.signal,
  },
  constraint: ({ fast, slow }) =>
    fast < slow ? undefined : { field: 'fast', value: String(fast), remedy: `give less than slow, ${String(slow)}` },
  warmUp: ({ slow, signal }) => slow + signal - 1,
  create(periods) {
    const step = percentageStep(periods)
    return { next: (bar) => step.next(bar.volume) }
  },
})
