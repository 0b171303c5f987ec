import { type Millis, millis } from '../../domain/index.ts'
import type { Clock } from '../../ports/index.ts'

interface Task {
  readonly due: number
  readonly order: number
  readonly run: () => void
}

export interface SimulatedClock extends Clock {
  /** Runs every task due up to and including `time`, in order of due time, then stands at `time`. Never goes back. */
  advanceTo(time: Millis): void
  advance(by: number): void
}

/** Time that moves only when it is told to: for replay, backtests and tests. */
export function simulatedClock(start: Millis): SimulatedClock {
  let now: number = start
  let counter = 0
  /** Sorted by due time, then by order of scheduling. */
  const tasks: Task[] = []
  const schedule = (delay: number, run: () => void): (() => void) => {
    counter += 1
    const task: Task = { due: now + Math.max(0, delay), order: counter, run }
    let at = tasks.length
    while (at > 0 && (tasks[at - 1]?.due ?? 0) > task.due) at -= 1
    tasks.splice(at, 0, task)
    return () => {
      const index = tasks.indexOf(task)
      if (index >= 0) tasks.splice(index, 1)
    }
  }
  const advanceTo = (time: number): void => {
    for (let task = tasks[0]; task !== undefined && task.due <= time; task = tasks[0]) {
      tasks.shift()
      now = Math.max(now, task.due)
      task.run()
    }
    now = Math.max(now, time)
  }
  return {
    now: () => millis(now),
    after: schedule,
    every(period, run) {
      let cancel = (): void => undefined
      const again = (): void => {
        cancel = schedule(period, () => {
          again()
          run()
        })
      }
      again()
      return () => {
        cancel()
      }
    },
    advanceTo,
    advance: (by) => {
      advanceTo(now + by)
    },
  }
}
