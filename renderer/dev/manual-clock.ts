import { millis } from '../../core/domain/index.ts'
import type { Clock } from '../engine-client/index.ts'

interface Timer {
  due: number
  readonly period: number | undefined
  readonly task: () => void
}

/** Time that moves only when told to; promises settle between timers. */
export class ManualClock implements Clock {
  #now: number
  readonly #timers = new Set<Timer>()

  constructor(now = 1_700_000_000_000) {
    this.#now = now
  }

  now(): ReturnType<Clock['now']> {
    return millis(this.#now)
  }

  after(delay: number, task: () => void): () => void {
    return this.#add({ due: this.#now + delay, period: undefined, task })
  }

  every(period: number, task: () => void): () => void {
    return this.#add({ due: this.#now + period, period, task })
  }

  /** Runs everything due within the next `span` ms, in order. */
  async advance(span: number): Promise<void> {
    const end = this.#now + span
    for (;;) {
      await settle()
      let next: Timer | undefined
      for (const timer of this.#timers) if (timer.due <= end && (next === undefined || timer.due < next.due)) next = timer
      if (next === undefined) break
      this.#now = Math.max(this.#now, next.due)
      if (next.period === undefined) this.#timers.delete(next)
      else next.due += next.period
      next.task()
    }
    this.#now = end
  }

  /** Time passes at once, as for a machine that slept: what repeats misses its turns, what was due once is due now. */
  skip(span: number): void {
    this.#now += span
    for (const timer of this.#timers)
      if (timer.period !== undefined && timer.due < this.#now) timer.due = this.#now + timer.period
  }

  #add(timer: Timer): () => void {
    this.#timers.add(timer)
    return () => {
      this.#timers.delete(timer)
    }
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}
