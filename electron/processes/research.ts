import { availableParallelism } from 'node:os'
import { ruleThreads, startResearchService } from '../../core/services/research/index.ts'
import { runUtilityProcess } from '../transport/utility-process.ts'

runUtilityProcess('research', startResearchService(ruleThreads(import.meta.url, availableParallelism())))
