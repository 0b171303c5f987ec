import type { CcxtFeed } from '../../adapters/ccxt/index.ts'
import { millis, splitInstrumentId } from '../../domain/index.ts'
import { historyFor, tradesHistoryFor } from '../../market-data/index.ts'
import type { VenueHistory } from './backfill.ts'

/** An exchange's past through its connection; undefined where nobody has written down how to read it. */
export function venueHistory(feed: CcxtFeed, exchange: string): VenueHistory | undefined {
  const [bars, tape] = [historyFor(exchange), tradesHistoryFor(exchange)]
  if (bars === undefined || tape === undefined) return undefined
  return {
    trades: async ({ instrument, ...query }) => {
      const { symbol } = splitInstrumentId(instrument)
      const { text, receivedTime } = await feed.fetchTradesText({ symbol, ...query })
      return tape(text, { instrument, receivedTime: millis(receivedTime) })
    },
    minutes: async ({ instrument, ...query }) => {
      const { symbol } = splitInstrumentId(instrument)
      const { text, receivedTime } = await feed.fetchCandlesText({ symbol, timeframe: '1m', ...query })
      return bars(text, { instrument, timeframe: '1m', receivedTime: millis(receivedTime) }).filter(({ closed }) => closed)
    },
  }
}
