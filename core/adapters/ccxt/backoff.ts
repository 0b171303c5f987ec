import { InputError } from '../../domain/index.ts'
import type { Clock, Random } from '../../ports/index.ts'

/** Delay before the next try in ms: doubles from `base` to `max`, of which a random half to whole is taken. */
export function backoffDelay(attempt: number, random: Random, { base = 500, max = 30_000 } = {}): number {
  const full = Math.min(max, base * 2 ** Math.min(attempt, 20))
  return Math.round(full * (0.5 + random.next() / 2))
}

/** Waits on the clock; returns at once, and for good, when `signal` aborts. */
export function pause(clock: Clock, delay: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve()
      return
    }
    const done = (): void => {
      signal.removeEventListener('abort', done)
      cancel()
      resolve()
    }
    const cancel = clock.after(delay, done)
    signal.addEventListener('abort', done)
  })
}

/** Runs `task` up to `tries` times with back-off between; the last failure is thrown, and wrong input at once. */
export async function withRetries<T>(
  task: () => Promise<T>,
  options: {
    readonly clock: Clock
    readonly random: Random
    readonly signal: AbortSignal
    readonly tries?: number
    readonly base?: number
  },
): Promise<T> {
  const tries = options.tries ?? 3
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await task()
    } catch (error) {
      if (attempt + 1 >= tries || options.signal.aborted || error instanceof InputError) throw error
      await pause(options.clock, backoffDelay(attempt, options.random, { base: options.base ?? 500 }), options.signal)
    }
  }
}
