import { TIMEFRAMES } from '../../domain/index.ts'
import type { FactBatches, MarketRange, MarketReader, RecordedFact, RecordedKind } from '../../ports/index.ts'

const ALL_GAPS = 1_000_000

async function* everyTimeframe(reader: MarketReader, range: MarketRange): AsyncGenerator<readonly RecordedFact[]> {
  for (const timeframe of TIMEFRAMES) yield* reader.candles(range, timeframe)
}

async function* gapsIn(reader: MarketReader, range: MarketRange): AsyncGenerator<readonly RecordedFact[]> {
  const gaps = await reader.gaps({ ...range, limit: ALL_GAPS })
  // Where it begins decides, so that a span cut into parts tells each gap once.
  yield gaps.filter((gap) => gap.startTime >= range.from && gap.startTime < range.to)
}

/** Everything of one kind in a range, by time; candles timeframe after timeframe. */
export function factsOf(reader: MarketReader, kind: RecordedKind, range: MarketRange): FactBatches<RecordedFact> {
  switch (kind) {
    case 'trades':
      return reader.trades(range)
    case 'candles':
      return everyTimeframe(reader, range)
    case 'books':
      return reader.books(range)
    case 'bins':
      return reader.bins(range)
    case 'metrics':
      return reader.metrics(range)
    case 'gaps':
      return gapsIn(reader, range)
  }
}
