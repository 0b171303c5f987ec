import type { Millis } from '../domain/index.ts'

/** Time and timers as a port: the wall clock live, a simulated one in tests, replay and backtests. */
export interface Clock {
  now(): Millis
  /** Runs `task` once after `delay` ms; the returned function cancels it. */
  after(delay: number, task: () => void): () => void
  /** Runs `task` each `period` ms until cancelled. */
  every(period: number, task: () => void): () => void
}
