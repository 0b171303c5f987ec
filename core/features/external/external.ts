import { defineIndicator } from '../contract/indicator.ts'
import { aged, agedOutputs, maximumAge } from './aged.ts'

/** The newest reading of a named external series and its age in seconds; none while the feed is missing or older than `maxAge`. */
export const external = defineIndicator({
  id: 'external',
  title: 'External series',
  family: 'external',
  formula: 'The reading as received.',
  input: 'external',
  parameters: { maxAge: maximumAge },
  outputs: agedOutputs,
  warmUp: () => 1,
  create: ({ maxAge }) => aged(maxAge, { next: (value) => value }),
})
