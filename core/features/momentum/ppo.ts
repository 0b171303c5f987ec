import { defineIndicator } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { type PercentageValue, percentageStep } from '../momentum/percentage-oscillator.ts'

/** MACD in percent of the slow mean, so that markets compare. */
export const ppo = defineIndicator({
  id: 'ppo',
  title: 'Percentage price oscillator',
  family: 'momentum',
  formula:
    'Appel, as TA-Lib PPO with exponential means: 100 x (EMA(fast) - EMA(slow)) / EMA(slow); signal is the EMA of that line.',
  input: 'close',
  parameters: {
    fast: integerParameter('Fast period', 12, [2, 500]),
    slow: integerParameter('Slow period', 26, [3, 1000]),
    signal: integerParameter('Signal period', 9, [1, 500]),
  },
  outputs: {
    ppo: (value: PercentageValue) => value.line,
    signal: (value: PercentageValue) => value.signal,
    histogram: (value: PercentageValue) => value.line - value.signal,
  },
  constraint: ({ fast, slow }) =>
    fast < slow ? undefined : { field: 'fast', value: String(fast), remedy: `give less than slow, ${String(slow)}` },
  warmUp: ({ slow, signal }) => slow + signal - 1,
  create(periods) {
    const step = percentageStep(periods)
    return { next: (bar) => step.next(bar.close) }
  },
})
