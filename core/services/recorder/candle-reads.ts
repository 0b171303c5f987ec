import { type CandleRequest, type CandleRow, candleRow } from '../../contract/index.ts'
import {
  type FreshnessTier,
  type InstrumentId,
  type MarketEvent,
  type Millis,
  millis,
  type Timeframe,
} from '../../domain/index.ts'
import { type CacheCounts, SnapshotCache } from '../../market-data/index.ts'
import type { MarketStore } from '../../ports/index.ts'

/** Charts ask for few ranges, again and again; a range may hold ten thousand bars. */
const MOST_RANGES = 32

const seriesOf = ({ instrument, timeframe }: { readonly instrument: string; readonly timeframe: string }): string =>
  `${instrument}|${timeframe}|`

/** Answers for charts out of memory until a bar of that market and timeframe closes, or the answer is no longer fresh. */
export class CandleReads {
  readonly #store: Pick<MarketStore, 'candles'>
  readonly #cache = new SnapshotCache<{ marketSnapshot: readonly CandleRow[] }>(MOST_RANGES)

  constructor(store: Pick<MarketStore, 'candles'>) {
    this.#store = store
  }

  /** A fact on its way into the store. */
  event(event: MarketEvent): void {
    if (event.kind !== 'candle' || !event.closed) return
    const series = seriesOf(event)
    this.#cache.forget('marketSnapshot', (subject) => subject.startsWith(series))
  }

  /** `write` brings what waits into the store, when the store is read, and says whether all of it is there. */
  candles(request: CandleRequest, now: Millis, write: () => boolean): readonly CandleRow[] {
    const { instrument, timeframe, from, to, limit } = request
    const subject = `${seriesOf(request)}${String(from)}|${String(to)}|${String(limit)}`
    const found = this.#cache.get('marketSnapshot', subject, now)
    if (found?.fresh === true) return found.value
    const complete = write()
    const range = { ...(from === undefined ? {} : { from: millis(from) }), ...(to === undefined ? {} : { to: millis(to) }) }
    const query = { instrument: instrument as InstrumentId, timeframe: timeframe as Timeframe, limit, ...range }
    const value = this.#store.candles(query).map(candleRow)
    if (complete) this.#cache.put('marketSnapshot', subject, { value, at: now })
    return value
  }

  counts(): ReadonlyMap<FreshnessTier, CacheCounts> {
    return this.#cache.counts()
  }
}
