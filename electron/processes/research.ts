import { availableParallelism } from 'node:os'
import { researchThreads, startResearchService } from '../../core/services/research/index.ts'
import { runUtilityProcess } from '../transport/utility-process.ts'

runUtilityProcess('research', startResearchService(researchThreads(import.meta.url, availableParallelism())))
