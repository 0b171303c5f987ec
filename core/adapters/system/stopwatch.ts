import type { Stopwatch } from '../../ports/index.ts'

/** The operating system's monotonic clock. */
export const systemStopwatch = (): Stopwatch => ({ elapsed: () => performance.now() })
