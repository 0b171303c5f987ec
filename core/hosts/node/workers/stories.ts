import { runStoryThread } from '../../../services/trader/index.ts'

runStoryThread()
