/** A connection that says nothing at all is given up after so many times the limit, however quiet its market was before. */
const DEAD_AFTER = 8
/** A quiet stream of a living connection is left alone for at most so many times the limit. */
const LONGEST = 30
/** How long a stream must have kept well within a raised limit before that is lowered again, ms. */
const EASE_AFTER = 600_000

/**
 * How long a stream may be silent. Each cut that silence caused doubles the limit, so that a market in
 * which little happens is not cut for ever; a stream that speaks often again gets its old limit
 * back by and by, never below twice the longest silence it showed. Times in ms of a stopwatch.
 */
export class SilenceLimit {
  private readonly base: number
  private current: number
  private lastHeard: number
  private since: number
  private longest = 0

  constructor(base: number, now: number) {
    this.base = base
    this.current = base
    this.lastHeard = now
    this.since = now
  }

  /** Silence so far. */
  quiet(now: number): number {
    return now - this.lastHeard
  }

  /** The limit that holds; `alive` when the connection itself has spoken lately. */
  limit(alive: boolean): number {
    return alive ? this.current : Math.min(this.current, this.base * DEAD_AFTER)
  }

  /** The stream spoke. */
  heard(now: number): void {
    this.longest = Math.max(this.longest, this.quiet(now))
    this.lastHeard = now
    if (this.current === this.base || now - this.since < EASE_AFTER) return
    if (this.longest <= this.current / 2) this.current = Math.max(this.base, this.current / 2)
    this.longest = 0
    this.since = now
  }

  /** The stream is subscribed anew, for whatever reason. */
  begin(now: number): void {
    this.lastHeard = now
  }

  /** It was cut for its silence. */
  cut(now: number): void {
    this.current = Math.min(this.current * 2, this.base * LONGEST)
    this.lastHeard = now
    this.longest = 0
    this.since = now
  }
}
