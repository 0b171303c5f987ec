import { millis } from '../../domain/index.ts'
import type { Clock } from '../../ports/index.ts'

/** The wall clock and the event loop's timers. */
export const systemClock = (): Clock => ({
  now: () => millis(Date.now()),
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
