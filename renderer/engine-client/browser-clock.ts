import type { ConnectOptions } from '../../core/contract/index.ts'
import { millis } from '../../core/domain/index.ts'

export type Clock = ConnectOptions['clock']

/** The wall clock and timers of the page. */
export const browserClock: Clock = {
  now: () => millis(Date.now()),
  after: (delay, task) => {
    const timer = setTimeout(task, delay)
    return () => {
      clearTimeout(timer)
    }
  },
  every: (period, task) => {
    const timer = setInterval(task, period)
    return () => {
      clearInterval(timer)
    }
  },
}
