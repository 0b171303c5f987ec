import { type Millis, millis } from '../../domain/index.ts'
import type { Clock, Stopwatch } from '../../ports/index.ts'

interface Task {
  /** On the stopwatch: timers do not follow a wall clock that is set. */
  readonly due: number
  readonly order: number
  readonly run: () => void
}

export interface SimulatedClock extends Clock, Stopwatch {
  /** Runs every task due up to and including `time`, in order of due time, then stands at `time`. Never goes back. */
  advanceTo(time: Millis): void
  advance(by: number): void
  /** Sets the wall clock, forwards or (negative) backwards: as a person does, or as waking from sleep looks. Runs nothing. */
  setBy(by: number): void
  /** Time passes and nothing runs, as in a process that is stopped; what fell due runs with the next advance. */
  stall(by: number): void
}

/** Time that moves only when it is told to: for replay, backtests and tests. */
export function simulatedClock(start: Millis): SimulatedClock {
  let elapsed = 0
  /** The wall clock when the stopwatch stood at zero. */
  let origin: number = start
  let counter = 0
  /** Sorted by due time, then by order of scheduling. */
  const tasks: Task[] = []
  const schedule = (delay: number, run: () => void): (() => void) => {
    counter += 1
    const task: Task = { due: elapsed + Math.max(0, delay), order: counter, run }
    let at = tasks.length
    while (at > 0 && (tasks[at - 1]?.due ?? 0) > task.due) at -= 1
    tasks.splice(at, 0, task)
    return () => {
      const index = tasks.indexOf(task)
      if (index >= 0) tasks.splice(index, 1)
    }
  }
  const pass = (until: number): void => {
    for (let task = tasks[0]; task !== undefined && task.due <= until; task = tasks[0]) {
      tasks.shift()
      elapsed = Math.max(elapsed, task.due)
      task.run()
    }
    elapsed = Math.max(elapsed, until)
  }
  return {
    now: () => millis(origin + elapsed),
    elapsed: () => elapsed,
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
    advanceTo: (time) => {
      pass(time - origin)
    },
    advance: (by) => {
      pass(elapsed + by)
    },
    setBy: (by) => {
      origin += by
    },
    stall: (by) => {
      elapsed += Math.max(0, by)
    },
  }
}
