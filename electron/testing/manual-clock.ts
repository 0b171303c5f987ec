import { millis } from '../../core/domain/index.ts'
import type { Clock } from '../../core/ports/index.ts'

/** A clock that stands until it is moved; what falls due on the way happens in order. */
export function manualClock(start = 1_000_000) {
  let now = start
  const due = new Set<{ at: number; readonly period?: number; readonly task: () => void }>()
  const clock: Clock = {
    now: () => millis(now),
    after(delay, task) {
      const timer = { at: now + delay, task }
      due.add(timer)
      return () => due.delete(timer)
    },
    every(period, task) {
      const timer = { at: now + period, period, task }
      due.add(timer)
      return () => due.delete(timer)
    },
  }
  return {
    clock,
    async pass(ms: number): Promise<void> {
      const until = now + ms
      for (;;) {
        // What waits for a promise may set timers of its own.
        await new Promise((resolve) => setImmediate(resolve))
        const next = [...due].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
        if (next === undefined) break
        now = next.at
        if (next.period === undefined) due.delete(next)
        else next.at += next.period
        next.task()
      }
      now = until
    },
  }
}
