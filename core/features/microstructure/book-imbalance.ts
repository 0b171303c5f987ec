import { defineIndicator } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'

interface ImbalanceValue {
  readonly value: number
  readonly mean: number
}

function sumOf(sizes: readonly number[], levels: number): number {
  let total = 0
  for (let index = 0; index < levels; index += 1) total += sizes[index] ?? 0
  return total
}

/** Resting size of the bids against the asks, -1 (asks only) to 1 (bids only); none for an empty book. */
export const bookImbalance = defineIndicator({
  id: 'book-imbalance',
  title: 'Book imbalance',
  family: 'microstructure',
  formula:
    'Cont, Kukanov and Stoikov 2014: (bids - asks) / (bids + asks) over the best levels; mean decays with time constant smoothing.',
  input: 'depth',
  parameters: {
    levels: integerParameter('Levels a side', 10, [1, 50], 'levels'),
    smoothing: integerParameter('Smoothing time', 3_000, [1, 600_000], 'ms'),
  },
  outputs: { value: (value: ImbalanceValue) => value.value, mean: (value: ImbalanceValue) => value.mean },
  bounds: { value: [-1, 1], mean: [-1, 1] },
  warmUp: () => 1,
  create({ levels, smoothing }) {
    let mean: number | undefined
    let time = 0
    return {
      next(book) {
        const bids = sumOf(book.bidSizes, levels)
        const asks = sumOf(book.askSizes, levels)
        if (bids + asks === 0) return undefined
        const value = (bids - asks) / (bids + asks)
        const share = 1 - Math.exp(-Math.max(book.time - time, 0) / smoothing)
        mean = mean === undefined ? value : mean + share * (value - mean)
        time = Math.max(time, book.time)
        return { value, mean }
      },
    }
  },
})
