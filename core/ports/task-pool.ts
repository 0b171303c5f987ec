/** What a pool's threads run: made once for each thread from what all of them share, then called for each task. */
export type OpenTasks<Setup, Task, Result> = (setup: Setup) => (task: Task) => Result | Promise<Result>

export interface TaskRun {
  /** After each task that is done, in whatever order they end. */
  onProgress?(done: number, of: number): void
  /** Asked before each task starts; true ends the run with TasksCancelled once those at work are done. */
  isCancelled?(): boolean
}

/**
 * Runs tasks of one kind, several at a time. Tasks and results are plain data: they may cross a thread's border.
 * Tasks start in order, so neighbours tend to meet in different threads.
 */
export interface TaskPool<Task, Result> {
  /** How many tasks run at a time. */
  readonly size: number
  /**
   * The results in the order of the tasks. Several runs may be under way. Rejects with TaskFailed for the first task
   * that fails, by its place, also when its thread dies; the pool stays usable.
   */
  run(tasks: readonly Task[], options?: TaskRun): Promise<readonly Result[]>
  /** Ends the threads; runs under way, and later ones, reject with TasksCancelled. */
  close(): Promise<void>
}

/** A task threw, or its thread died under it; `cause` is what it threw, an InputError as such. */
export class TaskFailed extends Error {
  override readonly name = 'TaskFailed'
  /** Its place among the tasks of its run, from 0. */
  readonly task: number

  constructor(task: number, cause: unknown) {
    super(`task ${task}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.task = task
  }
}

export class TasksCancelled extends Error {
  override readonly name = 'TasksCancelled'
}
