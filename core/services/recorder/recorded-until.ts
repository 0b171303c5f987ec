import { type Instrument, type InstrumentId, MINUTE, millis } from '../../domain/index.ts'
import type { MarketStore } from '../../ports/index.ts'
import type { RecordedUntil } from '../streams/index.ts'

/**
 * How far the store has the one-minute bars of each market at the moment it is first listed, which is
 * before any of its new bars; markets that were never recorded, and those told before, are left out.
 */
export function recordedUntil(
  store: Pick<MarketStore, 'candles'>,
  failed: (reason: string) => void,
): (list: readonly Instrument[]) => readonly RecordedUntil[] {
  const told = new Set<InstrumentId>()
  return (list) =>
    list.flatMap(({ id }) => {
      if (told.has(id)) return []
      told.add(id)
      try {
        const newest = store.candles({ instrument: id, timeframe: '1m', limit: 1 }).at(-1)
        return newest === undefined ? [] : [{ instrument: id, until: millis(newest.openTime + MINUTE) }]
      } catch (error) {
        failed(String(error))
        return []
      }
    })
}
