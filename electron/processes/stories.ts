import { runStoryThread } from '../../core/services/trader/index.ts'

runStoryThread()
