import { toNumberLossy } from '../../domain/index.ts'
import { readCandleFile } from './reader.ts'

/** Candles as equally long columns of doubles; `openTime` in epoch ms. */
export interface CandleFileColumns {
  readonly openTime: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}

/**
 * A whole candle file as doubles, converted as live candles are, so that features come out the same to the bit.
 * Throws InputError as {@link readCandleFile} does.
 */
export async function readCandleColumnsLossy(file: string): Promise<CandleFileColumns> {
  const found: Record<keyof CandleFileColumns, number[]> = { openTime: [], open: [], high: [], low: [], close: [], volume: [] }
  for await (const rows of readCandleFile(file))
    for (const { openTime, open, high, low, close, volume } of rows) {
      found.openTime.push(openTime)
      found.open.push(toNumberLossy(open))
      found.high.push(toNumberLossy(high))
      found.low.push(toNumberLossy(low))
      found.close.push(toNumberLossy(close))
      found.volume.push(toNumberLossy(volume))
    }
  return {
    openTime: Float64Array.from(found.openTime),
    open: Float64Array.from(found.open),
    high: Float64Array.from(found.high),
    low: Float64Array.from(found.low),
    close: Float64Array.from(found.close),
    volume: Float64Array.from(found.volume),
  }
}
