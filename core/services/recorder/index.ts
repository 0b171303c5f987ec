/** The recorder with its SQLite file. */
import { sqliteMarketStore } from '../../adapters/sqlite/market-store.ts'
import type { StartService } from '../runtime/index.ts'
import { startRecorder } from './recorder.ts'

export const startRecorderService: StartService = (context) =>
  Promise.resolve(startRecorder(context, sqliteMarketStore(`${context.config.dataDir}/market.db`)))
