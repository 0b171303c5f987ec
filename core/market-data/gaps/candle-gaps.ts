import { barOpen, type Candle, type Gap, type InstrumentId, type Millis, MINUTE, millis } from '../../domain/index.ts'
import { Holes } from '../validate/index.ts'

/** A hole in a market's one-minute bars that may still be fetched. */
export interface MissingCandles {
  readonly gap: Gap
  /** Open time of the newest bar that is missing. */
  readonly newest: Millis
}

interface Hole {
  gap: Gap
  /** In minutes since the epoch. */
  readonly minutes: Holes
}

/** Parts into which a hole may fall while it is filled. */
const MOST_PARTS = 1_000

/** The one-minute bars that nobody recorded because the program did not run. */
export class CandleGaps {
  readonly #tell: (gap: Gap) => void
  readonly #open = new Map<InstrumentId, Hole>()

  constructor(tell: (gap: Gap) => void) {
    this.#tell = tell
  }

  /** The newest recorded bar ended at `recordedUntil`, and bars are complete again from the one after `now`. */
  stopped(instrument: InstrumentId, recordedUntil: Millis, now: Millis): void {
    const startTime = barOpen(recordedUntil, '1m')
    const endTime = barOpen(now, '1m')
    if (startTime >= endTime || this.#open.has(instrument)) return
    const minutes = new Holes(MOST_PARTS)
    minutes.add({ start: startTime / MINUTE, end: endTime / MINUTE - 1 })
    const gap: Gap = {
      kind: 'gap',
      id: [instrument, 'candles', startTime, now].join('|'),
      instrument,
      channel: 'candles',
      missingCount: (endTime - startTime) / MINUTE,
      startTime,
      endTime,
      cause: 'not-running',
      recovered: 0,
      exchangeTime: endTime,
      receivedTime: now,
    }
    this.#open.set(instrument, { gap, minutes })
    this.#tell(gap)
  }

  /** Takes closed bars of any market and length; true where one of them was missing. Each gap is told again once. */
  take(candles: readonly Candle[]): boolean {
    const counts = new Map<Hole, number>()
    for (const { instrument, timeframe, closed, openTime } of candles) {
      if (timeframe !== '1m' || !closed) continue
      const hole = this.#open.get(instrument)
      if (hole?.minutes.fill(openTime / MINUTE) === true) counts.set(hole, (counts.get(hole) ?? 0) + 1)
    }
    for (const [hole, count] of counts) this.#change(hole, { recovered: hole.gap.recovered + count })
    return counts.size > 0
  }

  missing(instrument: InstrumentId): MissingCandles | undefined {
    const hole = this.#open.get(instrument)
    if (hole === undefined) return undefined
    const newest = Math.max(...hole.minutes.ranges.map(({ end }) => end))
    return { gap: hole.gap, newest: millis(newest * MINUTE) }
  }

  /** The venue's history of the whole stretch was taken: the bars that it leaves out do not exist. */
  settle(instrument: InstrumentId): void {
    const hole = this.#open.get(instrument)
    if (hole !== undefined) this.#change(hole, { missingCount: hole.gap.recovered })
  }

  #change(hole: Hole, change: Partial<Pick<Gap, 'recovered' | 'missingCount'>>): void {
    hole.gap = { ...hole.gap, ...change }
    if (hole.gap.recovered === hole.gap.missingCount) {
      hole.gap = { ...hole.gap, repairedBy: 'backfill' }
      this.#open.delete(hole.gap.instrument)
    }
    this.#tell(hole.gap)
  }
}
