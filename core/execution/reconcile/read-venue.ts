import { type InstrumentId, isFinal, type Order, toJson } from '../../domain/index.ts'
import { type TradesFrom, type VenueAccount, type VenueOrder, VenueReadError } from '../../ports/index.ts'
import type { VenueBooks } from './books.ts'

const MOST_READS = 5

export interface ReadVenueOptions {
  readonly account: Pick<VenueAccount, 'balances' | 'openOrders' | 'order' | 'trades'>
  /** Our orders; those that may still work are asked for one by one where they are not listed as open. */
  readonly orders: readonly Order[]
  readonly instruments: readonly InstrumentId[]
  /** From when on an instrument's trades are wanted. */
  readonly from: (instrument: InstrumentId) => TradesFrom
}

/**
 * The venue's side at one moment. A venue is read in parts, and a fill between two of them would look like a
 * difference: it is read until two readings after each other agree. Rejects with {@link VenueReadError}, code
 * `moving`, when they never do, and when the venue cannot be read.
 */
export async function readVenueBooks(options: ReadVenueOptions): Promise<VenueBooks> {
  let before = await readOnce(options)
  for (let reads = 1; reads < MOST_READS; reads += 1) {
    const after = await readOnce(options)
    if (toJson(after) === toJson(before)) return after
    before = after
  }
  throw new VenueReadError('moving', 'the account changes faster than it can be read; stop what trades on it and try again')
}

async function readOnce({ account, orders, instruments, from }: ReadVenueOptions): Promise<VenueBooks> {
  const open = await account.openOrders()
  const listed = new Set(open.map(({ clientOrderId }) => clientOrderId))
  const asked: VenueOrder[] = []
  for (const { instrument, clientOrderId, state } of orders) {
    if (isFinal(state)) continue
    const row = listed.has(clientOrderId) ? undefined : await account.order(instrument, clientOrderId)
    if (row !== undefined) asked.push(row)
  }
  const trades = []
  for (const instrument of instruments) trades.push(...(await account.trades(instrument, from(instrument))))
  return { orders: [...open, ...asked], trades, balances: await account.balances() }
}
