import { startLiveTrader } from '../../core/services/trader-live/index.ts'
import { runUtilityProcess } from '../transport/utility-process.ts'

runUtilityProcess('trader-live', startLiveTrader)
