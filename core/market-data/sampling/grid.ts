import { type Millis, millis, SECOND } from '../../domain/index.ts'

/** The instants at whole multiples of a cadence since the epoch, in their order. */
export class Grid {
  private readonly cadence: number
  private upcoming = 0

  constructor(cadence: number) {
    this.cadence = cadence
  }

  /** The first instant not yet passed. */
  get next(): number {
    return this.upcoming
  }

  /** Passes all instants up to `now`; the first of them, or undefined when there was none. */
  pass(now: Millis): Millis | undefined {
    // A clock that was set back starts over; one that only jitters does not give an instant twice.
    if (this.upcoming === 0 || this.upcoming - now > this.cadence + SECOND) {
      this.upcoming = Math.ceil(now / this.cadence) * this.cadence
    }
    if (now < this.upcoming) return undefined
    const first = this.upcoming
    this.upcoming = (Math.floor(now / this.cadence) + 1) * this.cadence
    return millis(first)
  }
}
