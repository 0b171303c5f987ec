import { type OpenTasks, TaskFailed, type TaskPool, type TaskRun, TasksCancelled } from '../../ports/index.ts'

/** A pool without threads: tasks one after another where they are asked for. */
export function inThreadPool<Setup, Task, Result>(open: OpenTasks<Setup, Task, Result>, setup: Setup): TaskPool<Task, Result> {
  let perform: ((task: Task) => Result | Promise<Result>) | undefined
  let closed = false
  return {
    size: 1,
    async run(tasks: readonly Task[], options: TaskRun = {}) {
      const results: Result[] = []
      for (const [index, task] of tasks.entries()) {
        // What throws at the opening fails the task that wanted it, as in a thread.
        if (closed || options.isCancelled?.() === true) break
        try {
          perform ??= open(setup)
          results.push(await perform(task))
        } catch (error) {
          throw new TaskFailed(index, error)
        }
        options.onProgress?.(results.length, tasks.length)
      }
      if (closed) throw new TasksCancelled('the pool is closed')
      if (results.length < tasks.length) throw new TasksCancelled('the run was cancelled')
      return results
    },
    close() {
      closed = true
      return Promise.resolve()
    },
  }
}
