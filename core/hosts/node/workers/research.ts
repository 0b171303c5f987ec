import { availableParallelism } from 'node:os'
import { researchThreads, startResearchService } from '../../../services/research/index.ts'
import { runWorker } from '../worker-port.ts'

runWorker(startResearchService(researchThreads(import.meta.url, availableParallelism())))
