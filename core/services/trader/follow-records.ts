import type { StrategyId } from '../../domain/index.ts'
import { openQuantity, type TradingEngine } from '../../engine/index.ts'
import { type TrackedTrade, type TrackRecord, trackRecord } from '../../signals/index.ts'

/** Sums up again only the strategies whose trades changed: this runs between a fill and what follows from it. */
function recordsOf(halfLife: number) {
  const known = new Map<StrategyId, { readonly trades: readonly TrackedTrade[]; readonly record: TrackRecord | undefined }>()
  return (tracked: ReadonlyMap<StrategyId, readonly TrackedTrade[]>): readonly TrackRecord[] =>
    [...tracked].flatMap(([strategy, trades]) => {
      let entry = known.get(strategy)
      if (entry?.trades !== trades) known.set(strategy, (entry = { trades, record: trackRecord(strategy, trades, halfLife) }))
      return entry.record === undefined ? [] : [entry.record]
    })
}

/** Tells the strategies' records of this trader's environment: now, and whenever a round trip was closed. */
export function followRecords(
  engine: TradingEngine,
  halfLife: number,
  tell: (records: readonly TrackRecord[]) => void,
): () => void {
  const { state } = engine
  const records = recordsOf(halfLife)
  tell(records(state.tracked))
  return engine.onStep((_input, { events }) => {
    const closed = events.some((event) => event.type === 'FillRecorded' && openQuantity(state, event.fill.instrument) === 0n)
    if (closed) tell(records(state.tracked))
  })
}
