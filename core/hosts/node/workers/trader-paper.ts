import { storyThreads } from '../../../services/trader/index.ts'
import { paperTrader } from '../../../services/trader-paper/index.ts'
import { runWorker } from '../worker-port.ts'

runWorker(paperTrader(storyThreads(import.meta.url)))
