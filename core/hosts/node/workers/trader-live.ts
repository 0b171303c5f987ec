import { startLiveTrader } from '../../../services/trader-live/index.ts'
import { runWorker } from '../worker-port.ts'

runWorker(startLiveTrader)
