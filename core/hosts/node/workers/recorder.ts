import { startRecorderService } from '../../../services/recorder/index.ts'
import { runWorker } from '../worker-port.ts'

runWorker(startRecorderService)
