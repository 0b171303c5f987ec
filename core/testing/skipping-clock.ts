import { systemClock } from '../adapters/system/index.ts'
import { millis } from '../domain/index.ts'
import type { Clock, Stopwatch } from '../ports/index.ts'

export interface SkippingClock extends Clock, Stopwatch {
  /** So much time goes by at once: what falls due runs, each at its own time. */
  skip(by: number): void
}

interface Task {
  readonly due: number
  readonly run: () => void
  cancel: () => void
}

/** The system's clock, for tests with real sockets that need not sit out long waits. */
export function skippingClock(): SkippingClock {
  const real = systemClock()
  let skipped = 0
  const tasks = new Set<Task>()
  const elapsed = (): number => real.elapsed() + skipped
  const run = (task: Task): void => {
    task.cancel()
    if (tasks.delete(task)) task.run()
  }
  const earliest = (): Task | undefined => [...tasks].sort((a, b) => a.due - b.due)[0]
  const arm = (task: Task): void => {
    task.cancel()
    task.cancel = real.after(Math.max(0, task.due - elapsed()), () => run(task))
  }
  const after = (delay: number, task: () => void): (() => void) => {
    const scheduled: Task = { due: elapsed() + delay, run: task, cancel: () => undefined }
    tasks.add(scheduled)
    arm(scheduled)
    return () => {
      scheduled.cancel()
      tasks.delete(scheduled)
    }
  }
  return {
    now: () => millis(real.now() + skipped),
    elapsed,
    after,
    every(period, task) {
      let cancel = (): void => undefined
      const again = (): void => {
        cancel = after(period, () => {
          again()
          task()
        })
      }
      again()
      return () => cancel()
    },
    skip(by) {
      const until = elapsed() + by
      for (let next = earliest(); next !== undefined && next.due <= until; next = earliest()) {
        skipped += Math.max(0, next.due - elapsed())
        run(next)
      }
      skipped += Math.max(0, until - elapsed())
      for (const task of tasks) arm(task)
    },
  }
}
