import { startCountingRecorder } from '../../../services/recorder/index.ts'
import { postTally } from '../tally-port.ts'
import { runWorker } from '../worker-port.ts'

runWorker(startCountingRecorder(postTally))
