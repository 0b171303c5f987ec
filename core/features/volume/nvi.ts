import { defineIndicator, single } from '../contract/indicator.ts'
import { volumeIndexStep } from './volume-index.ts'

/** An index that starts at 1000 and follows the close only on bars with less volume than the one before. */
export const nvi = defineIndicator({
  id: 'nvi',
  title: 'Negative volume index',
  family: 'volume',
  formula: 'Dysart 1936, Fosback 1976: previous x close / previous close where volume fell.',
  input: 'bar',
  parameters: {},
  outputs: single,
  warmUp: () => 1,
  create: () => volumeIndexStep((volume, before) => volume < before),
})
