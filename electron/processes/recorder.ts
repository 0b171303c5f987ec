import { startRecorderService } from '../../core/services/recorder/index.ts'
import { runUtilityProcess } from '../transport/utility-process.ts'

runUtilityProcess('recorder', startRecorderService)
