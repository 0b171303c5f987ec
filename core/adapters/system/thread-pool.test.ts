import { describe, expect, it } from 'vitest'
import { InputError } from '../../domain/index.ts'
import { TasksCancelled } from '../../ports/index.ts'
import { taskPoolContract } from '../../testing/contracts/task-pool.ts'
import type { SumTask } from '../../testing/sum-tasks.ts'
import { ThreadPool } from './index.ts'

const entry = new URL('../../testing/sum-thread.ts', import.meta.url)
const open = (base: Float64Array, size = 2) => new ThreadPool<SumTask, number>({ entry, setup: { base }, size })

taskPoolContract('the pool of threads', (base) => open(base))

const bell = (): Int32Array => new Int32Array(new SharedArrayBuffer(4))
const ring = (of: Int32Array): void => {
  Atomics.store(of, 0, 1)
  Atomics.notify(of, 0)
}

describe('the pool of threads', () => {
  it('runs tasks at the same time, and shares what is shared', async () => {
    const base = new Float64Array(new SharedArrayBuffer(8))
    const pool = open(base)
    const waiting = bell()
    let others = 0
    const held = pool.run([{ kind: 'wait', bell: waiting }])
    while (others < 3) {
      base[0] = others
      expect(await pool.run([{ kind: 'sum', of: [1] }])).toEqual([others + 1])
      others += 1
    }
    ring(waiting)
    expect(await held).toEqual([0])
    await pool.close()
  })

  it('makes an error of a thread that died, and starts another', async () => {
    const pool = open(Float64Array.of(7), 1)
    await expect(pool.run([{ kind: 'sum', of: [] }, { kind: 'die' }, { kind: 'sum', of: [] }])).rejects.toThrow(
      'task 1: its thread ended by itself (exit code 3)',
    )
    expect(await pool.run([{ kind: 'sum', of: [1] }])).toEqual([8])
    await pool.close()
  })

  it('makes an error of what cannot cross the border, either way', async () => {
    const pool = open(Float64Array.of(7), 1)
    await expect(pool.run([{ kind: 'untellable' }])).rejects.toThrow(/^task 0: .*could not be cloned/s)
    const unsendable = { kind: 'sum', of: [() => 1] } as unknown as SumTask
    await expect(pool.run([{ kind: 'sum', of: [] }, unsendable])).rejects.toThrow(/^task 1: .*could not be cloned/s)
    expect(await pool.run([{ kind: 'sum', of: [1] }])).toEqual([8])
    await pool.close()
  })

  it('makes an error of a thread that cannot start', async () => {
    const pool = new ThreadPool<number, number>({ entry: new URL('./no-such-thread.ts', import.meta.url), size: 2 })
    await expect(pool.run([1, 2, 3])).rejects.toThrow(/^task 0: Cannot find module/)
    await pool.close()
  })

  it('ends threads that are busy when it is closed', async () => {
    const pool = open(Float64Array.of(7))
    const run = pool.run([{ kind: 'wait', bell: bell() }])
    const ended = expect(run).rejects.toThrow(TasksCancelled)
    await pool.close()
    await ended
  })

  it('refuses a size that is none', () => {
    for (const size of [0, 1.5, Number.NaN]) expect(() => open(Float64Array.of(1), size)).toThrow(InputError)
  })
})
