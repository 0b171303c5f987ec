import type { MarketRange, RecordedKind } from './market-reader.ts'

/** Gaps stay where they are repaired; they are few, and whatever else is kept is judged by them. */
export type ErasableKind = Exclude<RecordedKind, 'gaps'>

/** Takes facts out of the market database that rest somewhere else by now. */
export interface MarketEraser {
  /** Removes every fact of the kind in the range, in one transaction. Returns how many there were. */
  erase(kind: ErasableKind, range: MarketRange): number
  close(): void
}
