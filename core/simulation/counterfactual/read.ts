import { type Millis, type Quote, subtract, ZERO_MONEY } from '../../domain/index.ts'
import { type EngineState, emptyState, evolve, portfolioOf } from '../../engine/index.ts'
import type { Journal } from '../../ports/index.ts'
import type { AccountComparison } from './counterfactual.ts'
import { type OverrideRow, overrideRows } from './rows.ts'
import { TripBook } from './trip-book.ts'

type ReplayedRecord = Pick<Journal, 'replay'>

export interface OverrideRecords {
  readonly real: ReplayedRecord
  readonly twin: ReplayedRecord
  readonly alone: ReplayedRecord
}

interface Told {
  readonly state: EngineState
  readonly book: TripBook
  readonly first: Millis | undefined
  readonly last: Millis | undefined
}

function tell(journal: ReplayedRecord): Told {
  const state = emptyState('paper', 'manual')
  const book = new TripBook()
  let first: Millis | undefined
  let last: Millis | undefined
  journal.replay(({ at, entry }) => {
    first ??= at
    last = at
    if (entry.kind !== 'event') return
    evolve(state, entry.event, at)
    book.apply(entry.event, at)
  })
  return { state, book, first, last }
}

/** The same from the records alone, as of their last rows: what is held counts at the prices that were last put on record. */
export function readOverrides(records: OverrideRecords): {
  readonly comparison: AccountComparison
  readonly rows: readonly OverrideRow[]
} {
  const [real, twin, alone] = [tell(records.real), tell(records.twin), tell(records.alone)]
  const since = twin.first ?? real.last ?? (0 as Millis)
  const at = real.last ?? since
  const [now, then] = [portfolioOf(real.state, at).equity, portfolioOf(twin.state, at).equity]
  const begun = twin.state.opened
  const before = begun ? twin.state.startingCash : now
  const rows = overrideRows({
    since,
    real: real.book,
    twin: twin.book,
    alone: alone.book,
    quoteOf: (instrument): Quote | undefined => real.state.quotes.get(instrument) ?? twin.state.quotes.get(instrument),
    quoteOfSlot: (slot) => alone.state.quotes.get(slot),
    crowdedOut: new Set(),
  })
  const [pnl, counterfactual] = begun ? [subtract(now, before), subtract(then, before)] : [ZERO_MONEY, ZERO_MONEY]
  return {
    comparison: { since, currency: real.state.currency, pnl, counterfactual, effect: subtract(pnl, counterfactual) },
    rows,
  }
}
