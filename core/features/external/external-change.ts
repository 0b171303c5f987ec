import { defineIndicator } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { aged, agedOutputs, maximumAge } from './aged.ts'
import { momentumStep } from '../momentum/momentum.ts'

/** Newest reading of a named external series less the one `period` readings before, in its own units. */
export const externalChange = defineIndicator({
  id: 'external-change',
  title: 'External series, change',
  family: 'external',
  formula: 'reading - reading n readings ago; readings that were missing do not count.',
  input: 'external',
  parameters: { period: integerParameter('Readings back', 1, [1, 1000], 'readings'), maxAge: maximumAge },
  outputs: agedOutputs,
  warmUp: ({ period }) => period + 1,
  create: ({ period, maxAge }) => aged(maxAge, momentumStep(period)),
})
