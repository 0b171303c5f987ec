import { HOUR } from '../../domain/index.ts'
import type { Bar } from '../contract/input.ts'

export interface SessionRange {
  readonly high: number
  readonly low: number
  readonly close: number
}

/**
 * High, low and close of the whole session before the bar's own; sessions are aligned to midnight UTC. A session
 * whose beginning was not seen gives nothing, since its extremes may be missing.
 */
export class PreviousSession {
  readonly #length: number
  #session = Number.NaN
  #whole = false
  #high = 0
  #low = 0
  #close = 0
  #previous: SessionRange | undefined

  constructor(hours: number) {
    this.#length = hours * HOUR
  }

  push({ openTime, high, low, close }: Bar): SessionRange | undefined {
    const session = Math.floor(openTime / this.#length)
    if (session === this.#session) {
      this.#high = Math.max(this.#high, high)
      this.#low = Math.min(this.#low, low)
    } else {
      const follows = session === this.#session + 1
      this.#previous = follows && this.#whole ? { high: this.#high, low: this.#low, close: this.#close } : undefined
      this.#whole = follows || openTime === session * this.#length
      this.#session = session
      this.#high = high
      this.#low = low
    }
    this.#close = close
    return this.#previous
  }
}
