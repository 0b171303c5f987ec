import { sqliteMarketReader } from '../../adapters/sqlite/index.ts'
import { sqliteMarketStore } from '../../adapters/sqlite/market-store.ts'
import type { MarketReader, MarketStore } from '../../ports/index.ts'
import { barRules } from '../../recording/index.ts'
import type { ServiceContext } from '../runtime/index.ts'
import { damagedBlockAlert } from './recorder.ts'

/** Forgetting keeps the file below its cap; should that not suffice, this share of it is the end. */
const LAST_RESORT = 1.25

/** The market database of the configuration's data folder, for its one writer. */
export function openMarketFile(context: ServiceContext): { readonly store: MarketStore; readonly reader: MarketReader } {
  const file = `${context.config.dataDir}/market.db`
  const damaged = damagedBlockAlert(context)
  const maxBytes = context.config.recording.maxBytes * LAST_RESORT
  const store = sqliteMarketStore(file, { bars: barRules, damaged, maxBytes })
  return { store, reader: sqliteMarketReader(file, damaged) }
}
