import { type InstrumentId, moneyToNumberLossy, toNumberLossy } from '../../domain/index.ts'
import type { LedgerEntry } from '../../performance/index.ts'
import type { BarEntry } from './bar-trader.ts'

export const instrumentOf = (entry: BarEntry): InstrumentId => ('fill' in entry ? entry.fill : entry.settled).instrument

/** A fill or a payment of funding for the statistics of trades. */
export function ledgerEntry(entry: BarEntry): LedgerEntry {
  const market = instrumentOf(entry)
  if ('settled' in entry) return { market, funding: moneyToNumberLossy(entry.settled.funding) }
  const { fill, after } = entry
  return {
    time: fill.at,
    side: fill.side,
    price: toNumberLossy(fill.price),
    quantity: toNumberLossy(fill.quantity),
    fee: moneyToNumberLossy(fill.fee),
    held: toNumberLossy(after.quantity),
    market,
  }
}
