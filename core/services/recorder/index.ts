/** The recorder with its SQLite file. */
import { sqliteMarketReader } from '../../adapters/sqlite/index.ts'
import { sqliteMarketStore } from '../../adapters/sqlite/market-store.ts'
import { barRules } from '../../recording/index.ts'
import type { StartService } from '../runtime/index.ts'
import { damagedBlockAlert, startRecorder } from './recorder.ts'

export const startRecorderService: StartService = (context) => {
  const file = `${context.config.dataDir}/market.db`
  const damaged = damagedBlockAlert(context)
  const store = sqliteMarketStore(file, { bars: barRules, damaged })
  return Promise.resolve(startRecorder(context, store, sqliteMarketReader(file, damaged)))
}
