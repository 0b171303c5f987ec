import { startPaperTrader } from '../../core/services/trader-paper/index.ts'
import { runUtilityProcess } from '../transport/utility-process.ts'

runUtilityProcess('trader-paper', startPaperTrader)
