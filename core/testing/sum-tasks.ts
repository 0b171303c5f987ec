import { InputError } from '../domain/index.ts'
import type { OpenTasks } from '../ports/index.ts'

export type SumTask =
  | { readonly kind: 'sum'; readonly of: readonly number[] }
  | { readonly kind: 'fail' | 'refuse' | 'die' | 'untellable' }
  /** Waits until `bell` is no longer 0. */
  | { readonly kind: 'wait'; readonly bell: Int32Array }

/** Tasks for tests of pools: sums over what all threads share, and the ways in which a task can go wrong. */
export const openSums: OpenTasks<{ readonly base: Float64Array }, SumTask, number> = ({ base }) => {
  if (base.length === 0) throw new InputError({ field: 'base', value: 'empty', remedy: 'give a number' })
  return (task) => {
    switch (task.kind) {
      case 'sum':
        return Promise.resolve(task.of.reduce((sum, value) => sum + value, base[0] ?? 0))
      case 'fail':
        throw new RangeError('it went wrong')
      case 'refuse':
        throw new InputError({ field: 'kind', value: task.kind, remedy: 'ask for something else' })
      case 'die':
        return process.exit(3)
      case 'untellable':
        return (() => 0) as unknown as number
      case 'wait':
        Atomics.wait(task.bell, 0, 0)
        return 0
    }
  }
}
