import { startStrategyService } from '../../../services/strategy/index.ts'
import { runWorker } from '../worker-port.ts'

runWorker(startStrategyService)
