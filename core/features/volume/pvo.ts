import { defineIndicator } from '../contract/indicator.ts'
import { percentagePeriods, type PercentageValue, percentageStep } from '../momentum/percentage-oscillator.ts'

/** The percentage oscillator of volume; none while the slow mean of volume is zero. */
export const pvo = defineIndicator({
  id: 'pvo',
  title: 'Percentage volume oscillator',
  family: 'volume',
  formula: 'As PPO, over volume: 100 x (EMA(fast) - EMA(slow)) / EMA(slow); signal is the EMA of that line.',
  input: 'bar',
  ...percentagePeriods,
  outputs: {
    pvo: (value: PercentageValue) => value.line,
    signal: (value: PercentageValue) => value.signal,
    histogram: (value: PercentageValue) => value.line - value.signal,
  },
  create(periods) {
    const step = percentageStep(periods)
    return { next: (bar) => step.next(bar.volume) }
  },
})
