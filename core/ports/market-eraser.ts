import type { MarketRange, RecordedKind } from './market-reader.ts'

/** Takes facts out of the market database that rest somewhere else by now. */
export interface MarketEraser {
  /** Removes every fact of the kind in the range, in one transaction. Returns how many there were. */
  erase(kind: RecordedKind, range: MarketRange): number
  close(): void
}
