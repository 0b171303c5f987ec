import type { ResourceLimits } from 'node:worker_threads'

/**
 * New objects of a thread, MiB. Left to itself this part of the heap grows for as long as much is made and is not
 * given back, in each thread anew: over 20 minutes of a busy market that was some 280 MiB of memory which held nothing.
 */
export const THREAD_LIMITS: ResourceLimits = { maxYoungGenerationSizeMb: 24 }
