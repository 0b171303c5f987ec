import { startPaperTrader } from '../../../services/trader-paper/index.ts'
import { runWorker } from '../worker-port.ts'

runWorker(startPaperTrader)
