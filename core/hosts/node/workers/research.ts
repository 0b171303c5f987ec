import { availableParallelism } from 'node:os'
import { ruleThreads, startResearchService } from '../../../services/research/index.ts'
import { runWorker } from '../worker-port.ts'

runWorker(startResearchService(ruleThreads(import.meta.url, availableParallelism())))
