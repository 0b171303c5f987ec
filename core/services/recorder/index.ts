/** Facts from the feed -> the market database, kept small; history back. The recorder with its SQLite file. */
import { sqliteMarketReader } from '../../adapters/sqlite/index.ts'
import { sqliteMarketStore } from '../../adapters/sqlite/market-store.ts'
import { barRules } from '../../recording/index.ts'
import type { StartService } from '../runtime/index.ts'
import { damagedBlockAlert, startRecorder } from './recorder.ts'

export { startRecorder } from './recorder.ts'

/** Forgetting keeps the file below its cap; should that not suffice, this share of it is the end. */
const LAST_RESORT = 1.25

export const startRecorderService: StartService = (context) => {
  const file = `${context.config.dataDir}/market.db`
  const damaged = damagedBlockAlert(context)
  const maxBytes = context.config.recording.maxBytes * LAST_RESORT
  const store = sqliteMarketStore(file, { bars: barRules, damaged, maxBytes })
  return Promise.resolve(startRecorder(context, store, sqliteMarketReader(file, damaged)))
}
