import { defineIndicator } from '../contract/indicator.ts'
import { decimalParameter } from '../../domain/index.ts'

interface BandSizes {
  readonly bids: number
  readonly asks: number
}

/** Levels come best first, so the first one outside the band ends it. */
function sizeWithin(prices: readonly number[], sizes: readonly number[], inside: (price: number) => boolean): number {
  let total = 0
  for (const [index, price] of prices.entries()) {
    if (!inside(price)) break
    total += sizes[index] ?? 0
  }
  return total
}

/**
 * Resting size of the bids against the asks inside a band around the mid, -1 (asks only) to 1 (bids only), with the
 * size on either side in units of base. None for a book without both sides; a band without orders gives no value.
 */
export const bpsImbalance = defineIndicator({
  id: 'bps-imbalance',
  title: 'Book imbalance by distance',
  family: 'microstructure',
  formula: '(bids - asks) / (bids + asks) over the levels within `bps` basis points of the mid of best bid and ask.',
  input: 'depth',
  parameters: { bps: decimalParameter('Distance from the mid', 10, [0.1, 1000], 'bps') },
  outputs: {
    value: ({ bids, asks }: BandSizes) => (bids + asks === 0 ? undefined : (bids - asks) / (bids + asks)),
    bids: (sizes: BandSizes) => sizes.bids,
    asks: (sizes: BandSizes) => sizes.asks,
  },
  bounds: { value: [-1, 1] },
  warmUp: () => 1,
  create: ({ bps }) => ({
    next({ bidPrices, bidSizes, askPrices, askSizes }) {
      const [bid, ask] = [bidPrices[0], askPrices[0]]
      if (bid === undefined || ask === undefined) return undefined
      const mid = (bid + ask) / 2
      const reach = (mid * bps) / 10_000
      return {
        bids: sizeWithin(bidPrices, bidSizes, (price) => price >= mid - reach),
        asks: sizeWithin(askPrices, askSizes, (price) => price <= mid + reach),
      }
    },
  }),
})
