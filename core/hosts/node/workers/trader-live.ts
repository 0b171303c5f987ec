import { storyThreads } from '../../../services/trader/index.ts'
import { liveTrader } from '../../../services/trader-live/index.ts'
import { runWorker } from '../worker-port.ts'

runWorker(liveTrader(storyThreads(import.meta.url)))
