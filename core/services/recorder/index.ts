/** The recorder with its SQLite file. */
import { sqliteMarketStore } from '../../adapters/sqlite/market-store.ts'
import { barRules } from '../../recording/index.ts'
import type { StartService } from '../runtime/index.ts'
import { damagedBlockAlert, startRecorder } from './recorder.ts'

export const startRecorderService: StartService = (context) =>
  Promise.resolve(
    startRecorder(
      context,
      sqliteMarketStore(`${context.config.dataDir}/market.db`, {
        bars: barRules,
        damaged: damagedBlockAlert(context),
      }),
    ),
  )
export { startCollectingRecorder, startCountingRecorder } from './tallied.ts'
