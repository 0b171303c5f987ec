import { defineIndicator, single } from '../contract/indicator.ts'
import { volumeIndexStep } from './volume-index.ts'

/** An index that starts at 1000 and follows the close only on bars with more volume than the one before. */
export const pvi = defineIndicator({
  id: 'pvi',
  title: 'Positive volume index',
  family: 'volume',
  formula: 'Dysart 1936, Fosback 1976: previous x close / previous close where volume rose.',
  input: 'bar',
  parameters: {},
  outputs: single,
  warmUp: () => 1,
  create: () => volumeIndexStep((volume, before) => volume > before),
})
