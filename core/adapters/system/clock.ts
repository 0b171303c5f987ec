import { millis } from '../../domain/index.ts'
import type { Clock, Stopwatch } from '../../ports/index.ts'

/** The wall clock, the event loop's timers and the operating system's monotonic clock. */
export const systemClock = (): Clock & Stopwatch => ({
  now: () => millis(Date.now()),
  elapsed: () => performance.now(),
  after(delay, task) {
    const timer = setTimeout(task, delay)
    return () => {
      clearTimeout(timer)
    }
  },
  every(period, task) {
    const timer = setInterval(task, period)
    return () => {
      clearInterval(timer)
    }
  },
})
