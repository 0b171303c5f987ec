/** Facts from the feed -> the market database, kept small; history back. The recorder with its SQLite file. */
import type { StartService } from '../runtime/index.ts'
import { openMarketFile } from './market-file.ts'
import { startRecorder } from './recorder.ts'

export { damagedBlockAlert, startRecorder } from './recorder.ts'
export { startCollectingRecorder, startCountingRecorder } from './tallied.ts'

export const startRecorderService: StartService = (context) => {
  const { store, reader } = openMarketFile(context)
  return Promise.resolve(startRecorder(context, store, reader))
}
