import type { Gap } from '../../domain/index.ts'
import type { FactBatches, GapQuery, MarketReader, RecordedFact, RecordedSpan } from '../../ports/index.ts'
import { compareFacts, identityOf, timeOf } from './fact-order.ts'

const BATCH = 2_000
/** Gaps are few; every one of a market is looked at before the newest are chosen. */
const ALL_GAPS = 1_000_000

/** Reads one source moment by moment. */
class Cursor<Fact extends RecordedFact> {
  readonly #batches: AsyncIterator<readonly Fact[]>
  #batch: readonly Fact[] = []
  #at = 0
  #over = false

  constructor(source: FactBatches<Fact>) {
    this.#batches = source[Symbol.asyncIterator]()
  }

  /** True when the next batch must be loaded before {@link time} can be told. */
  get hungry(): boolean {
    return this.#at >= this.#batch.length && !this.#over
  }

  async load(): Promise<void> {
    const next = await this.#batches.next()
    this.#over = next.done === true
    this.#batch = next.done === true ? [] : next.value
    this.#at = 0
  }

  /** Time of the next fact; infinity at the end. */
  get time(): number {
    const fact = this.#batch[this.#at]
    return fact === undefined ? Number.POSITIVE_INFINITY : timeOf(fact)
  }

  /** Moves the loaded facts of exactly this time to `into`. */
  take(time: number, into: Fact[]): void {
    for (; this.#at < this.#batch.length; this.#at += 1) {
      const fact = this.#batch[this.#at]
      if (fact === undefined || timeOf(fact) !== time) return
      into.push(fact)
    }
  }

  async close(): Promise<void> {
    await this.#batches.return?.()
  }
}

/** Of two tellings of a bar the fuller holds, as in the database: the other was made while trades were missing. */
const holds = (kept: RecordedFact, other: RecordedFact): boolean =>
  kept.kind !== 'candle' ||
  other.kind !== 'candle' ||
  kept.volume > other.volume ||
  (kept.volume === other.volume && kept.trades >= other.trades)

/** The facts of one moment in their total order, each once; of copies the one that came first in `facts` stays. */
function settled<Fact extends RecordedFact>(facts: Fact[]): Fact[] {
  if (facts.length < 2) return facts
  const seen = new Map<string, Fact>()
  for (const fact of facts) {
    const identity = identityOf(fact)
    const kept = seen.get(identity)
    if (kept === undefined || !holds(kept, fact)) seen.set(identity, fact)
  }
  return [...seen.values()].sort(compareFacts)
}

async function* merged<Fact extends RecordedFact>(sources: readonly FactBatches<Fact>[]): AsyncGenerator<readonly Fact[]> {
  const cursors = sources.map((source) => new Cursor(source))
  let batch: Fact[] = []
  try {
    for (;;) {
      for (const cursor of cursors) while (cursor.hungry) await cursor.load()
      const time = Math.min(...cursors.map((cursor) => cursor.time))
      if (time === Number.POSITIVE_INFINITY) break
      const moment: Fact[] = []
      for (const cursor of cursors) {
        cursor.take(time, moment)
        // A moment may go on in the next batch.
        while (cursor.hungry) {
          await cursor.load()
          cursor.take(time, moment)
        }
      }
      batch.push(...settled(moment))
      if (batch.length >= BATCH) {
        yield batch
        batch = []
      }
    }
    if (batch.length > 0) yield batch
  } finally {
    for (const cursor of cursors) await cursor.close()
  }
}

/** Newest last, at most `limit`, after the tellings of each gap were reduced to the one that holds. */
function chosenGaps(found: readonly (readonly Gap[])[], query: GapQuery): readonly Gap[] {
  const byId = new Map<string, Gap>()
  for (const gaps of found) for (const gap of gaps) if (!byId.has(gap.id)) byId.set(gap.id, gap)
  const wanted = [...byId.values()].filter((gap) => query.open !== true || gap.repairedBy === undefined)
  return wanted.sort((a, b) => a.startTime - b.startTime || compareFacts(a, b)).slice(-query.limit)
}

/**
 * Several places of recorded data as one: time order, no fact twice, whatever lies where. Of two copies
 * of a fact the one of the earlier source is given, of two candles the fuller: put the live database before
 * the archive.
 * Each source must give its facts by time; ties are brought into one order here.
 */
export function combinedMarketReader(sources: readonly MarketReader[]): MarketReader {
  return {
    /** Rows that rest in two places are counted twice. */
    async spans() {
      const spans = new Map<string, RecordedSpan>()
      for (const source of sources) {
        for (const span of await source.spans()) {
          const key = `${span.kind}|${span.instrument}`
          const known = spans.get(key)
          if (known === undefined) spans.set(key, span)
          else {
            const [from, to] = [span.from < known.from ? span.from : known.from, span.to > known.to ? span.to : known.to]
            spans.set(key, { ...known, from, to, rows: known.rows + span.rows })
          }
        }
      }
      return [...spans.values()]
    },
    trades: (range) => merged(sources.map((source) => source.trades(range))),
    candles: (range, timeframe) => merged(sources.map((source) => source.candles(range, timeframe))),
    books: (range) => merged(sources.map((source) => source.books(range))),
    bins: (range) => merged(sources.map((source) => source.bins(range))),
    metrics: (range) => merged(sources.map((source) => source.metrics(range))),
    async gaps(query) {
      const { open: _open, ...rest } = query
      const found: (readonly Gap[])[] = []
      // Whether a gap is open is decided by its newest telling, which may rest elsewhere than this one.
      for (const source of sources) found.push(await source.gaps({ ...rest, limit: ALL_GAPS }))
      return chosenGaps(found, query)
    },
    async close() {
      for (const source of sources) await source.close()
    },
  }
}
