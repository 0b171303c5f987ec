import { storyThreads } from '../../core/services/trader/index.ts'
import { liveTrader } from '../../core/services/trader-live/index.ts'
import { runUtilityProcess } from '../transport/utility-process.ts'

runUtilityProcess('trader-live', liveTrader(storyThreads(import.meta.url)))
