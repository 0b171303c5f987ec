import { defineIndicator } from '../contract/indicator.ts'
import { percentagePeriods, type PercentageValue, percentageStep } from '../momentum/percentage-oscillator.ts'

/** MACD in percent of the slow mean, so that markets compare. */
export const ppo = defineIndicator({
  id: 'ppo',
  title: 'Percentage price oscillator',
  family: 'momentum',
  formula:
    'Appel, as TA-Lib PPO with exponential means: 100 x (EMA(fast) - EMA(slow)) / EMA(slow); signal is the EMA of that line.',
  input: 'close',
  ...percentagePeriods,
  outputs: {
    ppo: (value: PercentageValue) => value.line,
    signal: (value: PercentageValue) => value.signal,
    histogram: (value: PercentageValue) => value.line - value.signal,
  },
  create(periods) {
    const step = percentageStep(periods)
    return { next: (bar) => step.next(bar.close), columns: ({ close }) => step.columns(close) }
  },
})
