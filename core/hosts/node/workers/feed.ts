import { startFeedService } from '../../../services/feed/index.ts'
import { runWorker } from '../worker-port.ts'

runWorker(startFeedService)
