import { describe, expect, it } from 'vitest'
import { InputError } from '../../domain/index.ts'
import { TaskFailed, type TaskPool, TasksCancelled } from '../../ports/index.ts'
import type { SumTask } from '../sum-tasks.ts'

/** What every pool must do. `open` makes one of sum tasks over `base`; whoever opens closes. */
export function taskPoolContract(name: string, open: (base: Float64Array) => TaskPool<SumTask, number>): void {
  describe(`${name} is a task pool`, () => {
    const opened = async (
      use: (pool: TaskPool<SumTask, number>) => Promise<void>,
      base = Float64Array.of(1_000),
    ): Promise<void> => {
      const pool = open(base)
      try {
        await use(pool)
      } finally {
        await pool.close()
      }
    }
    const sums = (count: number): SumTask[] =>
      Array.from({ length: count }, (_, index): SumTask => ({ kind: 'sum', of: Array.from({ length: index }, () => 1) }))
    const wanted = (count: number): number[] => Array.from({ length: count }, (_, index) => 1_000 + index)

    it('gives the results in the order of the tasks, and tells how far it is', () =>
      opened(async (pool) => {
        const progress: (readonly [number, number])[] = []
        const found = await pool.run(sums(50), { onProgress: (done, of) => progress.push([done, of]) })
        expect(found).toEqual(wanted(50))
        expect(progress).toEqual(Array.from({ length: 50 }, (_, index) => [index + 1, 50]))
        expect(await pool.run([])).toEqual([])
      }))

    it('runs several runs at once', () =>
      opened(async (pool) => {
        const [one, two, three] = await Promise.all([pool.run(sums(9)), pool.run(sums(1)), pool.run(sums(20))])
        expect([one, two, three]).toEqual([wanted(9), wanted(1), wanted(20)])
      }))

    it('names the first task that fails, with its error, and goes on with other runs', () =>
      opened(async (pool) => {
        const tasks = sums(12)
        tasks[5] = { kind: 'fail' }
        tasks[6] = { kind: 'refuse' }
        const [failed, others] = await Promise.allSettled([pool.run(tasks), pool.run(sums(8))])
        expect(failed).toMatchObject({ status: 'rejected', reason: { task: 5, message: 'task 5: it went wrong' } })
        expect(others).toEqual({ status: 'fulfilled', value: wanted(8) })
        const refusal = await pool.run([{ kind: 'refuse' }]).catch((error: unknown) => error)
        expect(refusal).toBeInstanceOf(TaskFailed)
        expect((refusal as TaskFailed).cause).toBeInstanceOf(InputError)
        expect((refusal as TaskFailed).cause).toMatchObject({
          problem: { field: 'kind', value: 'refuse', remedy: 'ask for something else' },
        })
      }))

    it('fails the task that wanted what could not be opened', () =>
      opened(async (pool) => {
        await expect(pool.run(sums(3))).rejects.toMatchObject({ task: 0, cause: { problem: { field: 'base' } } })
      }, new Float64Array(0)))

    it('stops between tasks when it is asked to', () =>
      opened(async (pool) => {
        let done = 0
        const run = pool.run(sums(200), {
          onProgress: (now) => {
            done = now
          },
          isCancelled: () => done >= 10,
        })
        await expect(run).rejects.toThrow(TasksCancelled)
        expect(done).toBeLessThan(10 + pool.size)
        expect(await pool.run(sums(2))).toEqual(wanted(2))
      }))

    it('refuses to run once it is closed', async () => {
      const pool = open(Float64Array.of(1))
      await pool.close()
      await expect(pool.run(sums(1))).rejects.toThrow(/closed/)
      await pool.close()
    })
  })
}
