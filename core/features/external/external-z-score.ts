import { defineIndicator } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { aged, agedOutputs, maximumAge } from './aged.ts'
import { zScoreStep } from '../statistics/z-score.ts'

/** How unusual the newest reading of a named external series is among the last readings; 0 where nothing varied. */
export const externalZScore = defineIndicator({
  id: 'external-z-score',
  title: 'External series, z-score',
  family: 'external',
  formula: '(reading - mean) / population standard deviation of the last n readings, the newest included.',
  input: 'external',
  parameters: { period: integerParameter('Readings', 30, [2, 1000], 'readings'), maxAge: maximumAge },
  outputs: agedOutputs,
  warmUp: ({ period }) => period,
  create: ({ period, maxAge }) => aged(maxAge, zScoreStep(period)),
})
