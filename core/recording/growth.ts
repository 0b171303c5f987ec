import { DAY, MINUTE, type Millis } from '../domain/index.ts'

interface Sample {
  readonly at: Millis
  readonly bytes: number
}

/** A forecast needs this much to be seen. */
const SHORTEST = 10 * MINUTE

/** How fast the database grows, measured over at most the last day, and when it will reach a size. */
export class Growth {
  #samples: Sample[] = []

  /** One sample a minute is kept; the newest replaces the one of the same minute. */
  add(at: Millis, bytes: number): void {
    const before = this.#samples.at(-2)
    if (before !== undefined && at - before.at < MINUTE) this.#samples.pop()
    this.#samples.push({ at, bytes })
    this.#samples = this.#samples.filter((sample) => at - sample.at <= DAY)
  }

  /** Bytes a day; undefined before ten minutes are seen. Negative while it shrinks. */
  perDay(): number | undefined {
    const first = this.#samples[0]
    const last = this.#samples.at(-1)
    if (first === undefined || last === undefined || last.at - first.at < SHORTEST) return undefined
    return ((last.bytes - first.bytes) / (last.at - first.at)) * DAY
  }

  /** Days until `bytes` are reached at this pace; undefined when it is unknown or never. */
  daysUntil(bytes: number): number | undefined {
    const perDay = this.perDay()
    const last = this.#samples.at(-1)
    if (last === undefined || perDay === undefined || perDay <= 0) return undefined
    return Math.max(0, (bytes - last.bytes) / perDay)
  }
}
