import { absolute, type Difference, formatMoney, type Instrument, type Money, type Quantity } from '../../domain/index.ts'
import { AMOUNT_OF_QUANTITY, effectsOf, type ReconcileInput } from './books.ts'
import type { VenueTrade } from '../../ports/index.ts'

const add = (sums: Map<string, bigint>, asset: string, change: bigint): void => {
  sums.set(asset, (sums.get(asset) ?? 0n) + change)
}

/** What the venue should hold by our books, once the fills that are not known here are booked; by asset, 24 decimals. */
function expected({ local, instruments }: ReconcileInput, unknown: readonly VenueTrade[]): Map<string, bigint> {
  const sums = new Map<string, bigint>([[local.currency, local.cash]])
  for (const instrument of instruments)
    add(sums, instrument.base, ((local.positions.get(instrument.id) ?? 0n) as bigint) * AMOUNT_OF_QUANTITY)
  for (const [asset, amount] of local.others) add(sums, asset, amount)
  for (const trade of unknown) {
    const instrument = instruments.find(({ id }) => id === trade.instrument)
    if (instrument !== undefined) for (const [asset, change] of effectsOf(trade, instrument)) add(sums, asset, change)
  }
  return sums
}

/** Compares balances over the union of the assets of both sides. */
export function compareHoldings(input: ReconcileInput, unknown: readonly VenueTrade[]): readonly Difference[] {
  const here = expected(input, unknown)
  const there = new Map(input.venue.balances.map(({ asset, free, locked }) => [asset, (free as bigint) + locked]))
  const assets = [...new Set([...here.keys(), ...there.keys()])].sort()
  return assets.flatMap((asset) => differenceOf(input, asset, here.get(asset) ?? 0n, there.get(asset) ?? 0n))
}

function differenceOf(input: ReconcileInput, asset: string, here: bigint, there: bigint): readonly Difference[] {
  const change = there - here
  if (change === 0n) return []
  const { local } = input
  const words = {
    here: `${formatMoney(here as Money)} ${asset}`,
    there: `${formatMoney(there as Money)} ${asset}`,
  }
  const kind = here === 0n ? 'missing-here' : there === 0n ? 'missing-there' : 'quantity'
  if (asset === local.currency) {
    const settlements = ['adopt', 'ignore'] as const
    return [{ subject: 'cash', kind: 'quantity', key: `cash ${asset}`, ...words, settlements, amountChange: change as Money }]
  }
  const instrument = holderOf(input, asset)
  if (instrument === undefined) {
    const settlements = ['adopt', 'ignore'] as const
    return [{ subject: 'asset', asset, kind, key: `asset ${asset}`, ...words, settlements, amountChange: change as Money }]
  }
  const quantity = (change / AMOUNT_OF_QUANTITY) as Quantity
  // Finer than any instrument can be traded or our quantities can hold.
  if (quantity === 0n) return []
  const dust = absolute(quantity) < instrument.minQuantity
  const position = { subject: 'position', key: `position ${asset}`, instrument: instrument.id, change: quantity } as const
  if (dust) return [{ ...position, kind: 'dust', ...words, settlements: ['adopt', 'ignore'] }]
  return [{ ...position, kind, ...words, settlements: ['adopt', 'flatten', 'ignore'] }]
}

/** Of several markets of one asset, the one that has a position. */
function holderOf({ local, instruments }: ReconcileInput, base: string): Instrument | undefined {
  const candidates = instruments.filter((candidate) => candidate.base === base)
  return candidates.find(({ id }) => local.positions.has(id)) ?? candidates[0]
}
