import { startCollectingRecorder } from '../../../services/recorder/index.ts'
import { postTally } from '../tally-port.ts'
import { runWorker } from '../worker-port.ts'

runWorker(startCollectingRecorder(postTally))
