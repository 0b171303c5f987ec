import { createHash } from 'node:crypto'
import { type Candle, type InstrumentId, timeframeLength, toNumberLossy } from '../../domain/index.ts'
import type { BarColumns } from '../../features/index.ts'
import { type DataProvenance, sharedColumns } from '../../research/index.ts'
import type { BarHistory } from './candle-source.ts'

/** Bars in memory that threads share, and what tells them from other bars. */
export interface SearchData {
  readonly bars: BarColumns
  readonly data: DataProvenance
}

function columnsOf({ bars }: BarHistory): BarColumns {
  const column = (read: (bar: Candle) => number): Float64Array => Float64Array.from(bars, read)
  return sharedColumns({
    openTime: column(({ openTime }) => openTime),
    open: column(({ open }) => toNumberLossy(open)),
    high: column(({ high }) => toNumberLossy(high)),
    low: column(({ low }) => toNumberLossy(low)),
    close: column(({ close }) => toNumberLossy(close)),
    volume: column(({ volume }) => toNumberLossy(volume)),
  })
}

export function searchData(instrument: InstrumentId, history: BarHistory): SearchData {
  const bars = columnsOf(history)
  const { timeframe } = history
  const hash = createHash('sha256').update(timeframe)
  for (const column of [bars.openTime, bars.open, bars.high, bars.low, bars.close, bars.volume])
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength))
  const length = bars.close.length
  const data: DataProvenance = {
    instrument,
    timeframe,
    bars: length,
    from: bars.openTime[0] ?? 0,
    to: (bars.openTime[length - 1] ?? 0) + timeframeLength(timeframe),
    fingerprint: hash.digest('hex'),
  }
  return { bars, data }
}
