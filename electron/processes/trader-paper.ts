import { storyThreads } from '../../core/services/trader/index.ts'
import { paperTrader } from '../../core/services/trader-paper/index.ts'
import { runUtilityProcess } from '../transport/utility-process.ts'

runUtilityProcess('trader-paper', paperTrader(storyThreads(import.meta.url)))
