/** Facts from the feed -> the market database, kept small; history back. The recorder with its SQLite file. */
import { sqliteMarketStore } from '../../adapters/sqlite/market-store.ts'
import { barRules } from '../../recording/index.ts'
import type { StartService } from '../runtime/index.ts'
import { damagedBlockAlert, startRecorder } from './recorder.ts'

export { startRecorder } from './recorder.ts'

/** Forgetting keeps the file below its cap; should that not suffice, this share of it is the end. */
const LAST_RESORT = 1.25

export const startRecorderService: StartService = (context) =>
  Promise.resolve(
    startRecorder(
      context,
      sqliteMarketStore(`${context.config.dataDir}/market.db`, {
        bars: barRules,
        damaged: damagedBlockAlert(context),
        maxBytes: context.config.recording.maxBytes * LAST_RESORT,
      }),
    ),
  )
export { startCollectingRecorder, startCountingRecorder } from './tallied.ts'
