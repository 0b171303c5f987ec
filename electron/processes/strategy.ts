import { startStrategyService } from '../../core/services/strategy/index.ts'
import { runUtilityProcess } from '../transport/utility-process.ts'

runUtilityProcess('strategy', startStrategyService)
