import { type Millis, millis } from '../../domain/index.ts'

const WINDOW = 300_000

/**
 * The venue's time as seen from here: receipt time less the smallest delay seen lately. The
 * smallest delay holds both the difference of the two clocks and the quickest way of a message,
 * so the estimate is late by that way and never early; bars are closed by it.
 */
export class VenueClock {
  private current = Number.POSITIVE_INFINITY
  private previous = Number.POSITIVE_INFINITY
  private windowStart = 0
  private forgotten = false

  observe(exchangeTime: Millis, receivedTime: Millis): void {
    if (receivedTime - this.windowStart > WINDOW) {
      this.previous = this.current
      this.current = Number.POSITIVE_INFINITY
      this.windowStart = receivedTime
    }
    const delay = receivedTime - exchangeTime
    this.forgotten = false
    if (delay < this.current) this.current = delay
  }

  /** Our own clock was set: delays measured before say nothing. */
  forget(): void {
    this.current = Number.POSITIVE_INFINITY
    this.previous = Number.POSITIVE_INFINITY
    this.windowStart = 0
    this.forgotten = true
  }

  /** Smallest delay lately, ms; negative where this machine's clock is behind. Null before any message. */
  get delay(): number | null {
    const delay = Math.min(this.current, this.previous)
    return Number.isFinite(delay) ? delay : null
  }

  /** Null when our own clock was set and the venue has said nothing since: no bar may be closed by it. */
  venueTime(receivedTime: Millis): Millis | null {
    return this.forgotten ? null : millis(receivedTime - (this.delay ?? 0))
  }
}
