import type { ClockJump } from '../domain/index.ts'

export interface ClockWatchOptions {
  /** Longest honest time between two looks, ms; look at least every second. */
  readonly pause: number
  /** How far the wall clock may part from time between two looks, ms: a clock that is being steered moves by far less. */
  readonly step: number
}

export const DEFAULT_CLOCK_WATCH: ClockWatchOptions = { pause: 5_000, step: 1_000 }

/** Compares the wall clock with a stopwatch from look to look, and says when they cannot both be right. */
export class ClockWatch {
  private readonly options: ClockWatchOptions
  private last: { readonly wall: number; readonly elapsed: number } | null = null

  constructor(options: ClockWatchOptions = DEFAULT_CLOCK_WATCH) {
    this.options = options
  }

  /** One look, both in ms. The jump since the look before, told once, or null. */
  look(wall: number, elapsed: number): ClockJump | null {
    const before = this.last
    this.last = { wall, elapsed }
    if (before === null) return null
    const passed = elapsed - before.elapsed
    const parted = wall - before.wall - passed
    if (parted > this.options.step) return { kind: 'ahead', by: Math.round(parted) }
    if (parted < -this.options.step) return { kind: 'back', by: Math.round(-parted) }
    return passed > this.options.pause ? { kind: 'stopped', by: Math.round(passed) } : null
  }
}
