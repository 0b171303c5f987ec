import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { InputError } from '../../domain/index.ts'
import { TaskFailed, type TaskPool, type TaskRun, TasksCancelled } from '../../ports/index.ts'
import type { TaskAnswer } from './task-threads.ts'

export interface ThreadPoolOptions {
  /** The file that a thread runs; it calls serveTasks. */
  readonly entry: URL
  /** Given to every thread once: plain data; SharedArrayBuffers are not copied. */
  readonly setup?: unknown
  /** Threads; as many as the machine has cores by default. */
  readonly size?: number
}

interface Run {
  readonly tasks: readonly unknown[]
  readonly results: unknown[]
  readonly options: TaskRun
  next: number
  underWay: number
  done: number
  /** Why it ends before all of its tasks are done. */
  failure: TaskFailed | TasksCancelled | undefined
  readonly resolve: (results: readonly unknown[]) => void
  readonly reject: (error: Error) => void
}

interface Work {
  readonly run: Run
  readonly index: number
}

/** One place for a thread. The thread starts with its first task and is replaced after it died. */
interface Lane {
  worker: Worker | undefined
  work: Work | undefined
}

const errorOf = (answer: Exclude<TaskAnswer, { readonly result: unknown }>): Error =>
  'problem' in answer ? new InputError(answer.problem) : answer.error

/** Tasks on threads of this process. An idle pool keeps no process alive. */
export class ThreadPool<Task, Result> implements TaskPool<Task, Result> {
  readonly #options: ThreadPoolOptions
  readonly #lanes: readonly Lane[]
  readonly #runs = new Set<Run>()
  #closed = false

  /** Throws InputError for a size that is not a whole number from 1. */
  constructor(options: ThreadPoolOptions) {
    const { size = availableParallelism() } = options
    if (!Number.isInteger(size) || size < 1)
      throw new InputError({ field: 'size', value: String(size), remedy: 'give a whole number of threads from 1' })
    this.#options = options
    this.#lanes = Array.from({ length: size }, () => ({ worker: undefined, work: undefined }))
  }

  get size(): number {
    return this.#lanes.length
  }

  run(tasks: readonly Task[], options: TaskRun = {}): Promise<readonly Result[]> {
    if (this.#closed) return Promise.reject(closed())
    return new Promise((resolve, reject) => {
      this.#runs.add({
        tasks,
        results: [],
        options,
        next: 0,
        underWay: 0,
        done: 0,
        failure: undefined,
        // What the entry file answers is of the type that its pool was declared with.
        resolve: resolve as (results: readonly unknown[]) => void,
        reject,
      })
      this.#settle()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const run of this.#runs) run.reject(closed())
    this.#runs.clear()
    const workers = this.#lanes.flatMap(({ worker }) => (worker === undefined ? [] : [worker]))
    await Promise.all(workers.map((worker) => worker.terminate()))
  }

  /** Ends what is over and gives free lanes the next tasks of the oldest run that has some. */
  #settle(): void {
    for (const run of this.#runs) {
      if (run.failure === undefined && run.next < run.tasks.length && run.options.isCancelled?.() === true)
        run.failure = new TasksCancelled('the run was cancelled')
      if (run.failure === undefined) for (const lane of this.#free(run)) this.#start(lane, { run, index: run.next++ })
      if (run.underWay > 0 || (run.failure === undefined && run.done < run.tasks.length)) continue
      this.#runs.delete(run)
      if (run.failure === undefined) run.resolve(run.results)
      else run.reject(run.failure)
    }
  }

  #free(run: Run): readonly Lane[] {
    return this.#lanes.filter(({ work }) => work === undefined).slice(0, run.tasks.length - run.next)
  }

  #start(lane: Lane, work: Work): void {
    lane.work = work
    work.run.underWay += 1
    try {
      lane.worker ??= this.#thread(lane)
      lane.worker.ref()
      lane.worker.postMessage(work.run.tasks[work.index])
    } catch (error) {
      // A task that cannot enter a thread. Told later: whoever started it is still giving out tasks.
      queueMicrotask(() => {
        this.#end(lane, error)
      })
    }
  }

  #thread(lane: Lane): Worker {
    const worker = new Worker(this.#options.entry, { workerData: this.#options.setup })
    let reason: unknown
    worker.on('message', (answer: TaskAnswer) => {
      if ('result' in answer) this.#done(lane, answer.result)
      else this.#end(lane, errorOf(answer))
    })
    worker.on('messageerror', (error) => {
      this.#end(lane, error)
    })
    worker.on('error', (error) => {
      reason = error
    })
    worker.on('exit', (code) => {
      lane.worker = undefined
      this.#end(lane, reason ?? new Error(`its thread ended by itself (exit code ${code})`))
    })
    return worker
  }

  #done(lane: Lane, result: unknown): void {
    const { work } = lane
    if (work === undefined) return
    const { run, index } = work
    this.#release(lane, run)
    run.results[index] = result
    run.done += 1
    if (this.#runs.has(run)) run.options.onProgress?.(run.done, run.tasks.length)
    this.#settle()
  }

  /** The first by place, not by time: which task is named does not depend on how fast threads are. */
  #end(lane: Lane, cause: unknown): void {
    const { work } = lane
    if (work === undefined) return
    const { run, index } = work
    this.#release(lane, run)
    const earlier = run.failure instanceof TaskFailed && run.failure.task < index
    if (!earlier) run.failure = new TaskFailed(index, cause)
    this.#settle()
  }

  #release(lane: Lane, run: Run): void {
    lane.work = undefined
    lane.worker?.unref()
    run.underWay -= 1
  }
}

const closed = (): TasksCancelled => new TasksCancelled('the pool is closed')
