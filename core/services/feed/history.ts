import { type Candle, type Instrument, millis, type Timeframe } from '../../domain/index.ts'
import type { HistoryMapper } from '../../market-data/index.ts'
import type { Logger } from '../../ports/index.ts'
import type { CcxtFeed } from '../../adapters/ccxt/index.ts'

/** What charts open on and strategies warm up on; the finest first, so that prices appear at once. */
const HISTORY: readonly Timeframe[] = ['1m', '5m', '15m', '1h']
const BARS = 1_000

/** Fetches the venue's own recent candles of every market. A market whose history fails starts without it. */
export async function loadHistory(options: {
  readonly feed: CcxtFeed
  readonly mapper: HistoryMapper
  readonly instruments: readonly Instrument[]
  readonly logger: Logger
  readonly take: (candles: readonly Candle[]) => void
  readonly closing: () => boolean
}): Promise<void> {
  const { feed, mapper, instruments, logger, take, closing } = options
  for (const timeframe of HISTORY) {
    for (const instrument of instruments) {
      if (closing()) return
      try {
        const { text, receivedTime } = await feed.fetchCandlesText({ symbol: instrument.symbol, timeframe, limit: BARS })
        take(mapper(text, { instrument: instrument.id, timeframe, receivedTime: millis(receivedTime) }))
      } catch (error) {
        if (closing()) return
        logger.warn('history is missing', {
          instrument: instrument.id,
          timeframe,
          reason: error instanceof Error ? error.message : String(error),
        })
      }
    }
  }
}
