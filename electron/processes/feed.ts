import { startFeedService } from '../../core/services/feed/index.ts'
import { runUtilityProcess } from '../transport/utility-process.ts'

runUtilityProcess('feed', startFeedService)
