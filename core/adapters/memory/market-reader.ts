import type { Gap, InstrumentId, Millis } from '../../domain/index.ts'
import type {
  FactBatches,
  MarketRange,
  MarketReader,
  RecordedFact,
  RecordedFacts,
  RecordedKind,
  RecordedSpan,
} from '../../ports/index.ts'

const KINDS = {
  trade: 'trades',
  candle: 'candles',
  'book-snapshot': 'books',
  'book-bins': 'bins',
  metrics: 'metrics',
  gap: 'gaps',
} as const satisfies Record<RecordedFact['kind'], RecordedKind>

const timeOf = (fact: RecordedFact): Millis =>
  fact.kind === 'candle' ? fact.openTime : fact.kind === 'gap' ? fact.startTime : fact.exchangeTime

/** A recorded market that is a list in memory. `batch` facts are given at a time. */
export function memoryMarketReader(facts: readonly RecordedFact[], batch = 3): MarketReader {
  const sorted = [...facts].sort((a, b) => timeOf(a) - timeOf(b))
  async function* given<K extends RecordedKind>(
    kind: K,
    wanted: (fact: RecordedFacts[K]) => boolean,
  ): FactBatches<RecordedFacts[K]> {
    const found = sorted.filter((fact): fact is RecordedFacts[K] => KINDS[fact.kind] === kind).filter(wanted)
    for (let at = 0; at < found.length; at += batch) yield found.slice(at, at + batch)
  }
  const inside =
    ({ instrument, from, to }: MarketRange) =>
    (fact: RecordedFact): boolean =>
      fact.instrument === instrument && timeOf(fact) >= from && timeOf(fact) < to
  const span = (kind: RecordedKind, instrument: InstrumentId): RecordedSpan | undefined => {
    const found = sorted.filter((fact) => KINDS[fact.kind] === kind && fact.instrument === instrument)
    const [first, last] = [found[0], found.at(-1)]
    if (first === undefined || last === undefined) return undefined
    return { kind, instrument, from: timeOf(first), to: timeOf(last), rows: found.length }
  }
  return {
    spans() {
      const instruments = [...new Set(sorted.map(({ instrument }) => instrument))]
      const spans = Object.values(KINDS).flatMap((kind) => instruments.map((instrument) => span(kind, instrument)))
      return Promise.resolve(spans.filter((each) => each !== undefined))
    },
    trades: (range) => given('trades', inside(range)),
    candles: (range, timeframe) => given('candles', (candle) => candle.timeframe === timeframe && inside(range)(candle)),
    books: (range) => given('books', inside(range)),
    bins: (range) => given('bins', inside(range)),
    metrics: (range) => given('metrics', inside(range)),
    gaps({ instrument, from, to, open, limit }) {
      const wanted = sorted.filter(
        (fact): fact is Gap =>
          fact.kind === 'gap' &&
          (instrument === undefined || fact.instrument === instrument) &&
          (to === undefined || fact.startTime < to) &&
          (from === undefined || fact.endTime >= from) &&
          (open !== true || fact.repairedBy === undefined),
      )
      return Promise.resolve(wanted.slice(-limit))
    },
    close: () => Promise.resolve(),
  }
}
