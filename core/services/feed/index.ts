/** The feed service: the only one that speaks to exchanges, and only to their public side. */
import type { StartService } from '../runtime/index.ts'
import { startFeed } from './feed.ts'

export const startFeedService: StartService = startFeed
