import type { TradingEngine } from '../../engine/index.ts'
import { type TrackRecord, trackRecords } from '../../signals/index.ts'

/** Tells the strategies' records of this trader's environment: now, and whenever a sale may have closed a round trip. */
export function followRecords(
  engine: TradingEngine,
  halfLife: number,
  tell: (records: readonly TrackRecord[]) => void,
): () => void {
  tell(trackRecords(engine.state.tracked, halfLife))
  return engine.onStep((_input, { events }) => {
    if (events.some((event) => event.type === 'FillRecorded' && event.fill.side === 'sell'))
      tell(trackRecords(engine.state.tracked, halfLife))
  })
}
