import { parentPort, workerData } from 'node:worker_threads'
import { type FieldProblem, InputError } from '../../domain/index.ts'
import type { OpenTasks } from '../../ports/index.ts'

/** What a thread answers to one task; it has one at a time. */
export type TaskAnswer = { readonly result: unknown } | { readonly problem: FieldProblem } | { readonly error: Error }

function answerOf(error: unknown): TaskAnswer {
  // The class would be lost on the way.
  if (error instanceof InputError) return { problem: error.problem }
  return { error: error instanceof Error ? error : new Error(String(error)) }
}

/** The whole of a thread of a {@link ThreadPool}: an entry file calls it once, with the way to run its kind of task. */
export function serveTasks<Setup, Task, Result>(open: OpenTasks<Setup, Task, Result>): void {
  const parent = parentPort
  if (parent === null) throw new Error('this file is started by a pool as a worker thread')
  let perform: ((task: Task) => Result | Promise<Result>) | undefined
  const answer = async (task: Task): Promise<TaskAnswer> => {
    try {
      // What throws at the opening fails the task that wanted it.
      perform ??= open(workerData as Setup)
      return { result: await perform(task) }
    } catch (error) {
      return answerOf(error)
    }
  }
  parent.on('message', (task: Task) => {
    void answer(task).then((told) => {
      try {
        parent.postMessage(told)
      } catch (error) {
        // A result that cannot leave the thread.
        parent.postMessage(answerOf(error))
      }
    })
  })
}
